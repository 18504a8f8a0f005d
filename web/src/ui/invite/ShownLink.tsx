import { Check, Copy } from "lucide-react";
import { useMemo } from "react";
import { pathOf, qrCode } from "../../core/qr/qr_code";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import css from "./Invite.module.css";
import { useCopy } from "./useCopy";

/** A link to copy, and to take over by a phone's camera. */
export function ShownLink({ link }: { link: string }) {
  const t = useText();
  const { state, copy } = useCopy();
  const code = useMemo(() => qrCode(link), [link]);
  return (
    <div className={css.shown}>
      <label className={kit.field}>
        {t.invite.link}
        <span className={css.copyRow}>
          <input
            className={kit.input}
            readOnly
            value={link}
            data-testid="invite-link"
            onFocus={(event) => event.target.select()}
          />
          <button
            type="button"
            className={`${kit.button} ${kit.primary}`}
            data-testid="copy-invite"
            onClick={() => copy(link)}
          >
            {state === "copied" ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
            {state === "copied" ? t.invite.copied : t.invite.copy}
          </button>
        </span>
      </label>
      <span className={state === "failed" ? kit.problem : kit.hidden} role="status">
        {state === "failed" ? t.lobby.copyFailed : state === "copied" ? t.invite.copied : ""}
      </span>
      {code && (
        <svg
          className={css.code}
          viewBox={`0 0 ${code.size + 8} ${code.size + 8}`}
          role="img"
          aria-label={t.invite.qr}
          shapeRendering="crispEdges"
          data-testid="qr-code"
        >
          <path d={pathOf(code)} />
        </svg>
      )}
    </div>
  );
}
