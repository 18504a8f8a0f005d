import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { app } from "../../core/app";
import { asText, asWebVtt } from "../../core/lobby/log_export";
import { clockTime, explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Captions.module.css";

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function Export() {
  const t = useText();
  const name = useApp((state) => state.lobby?.lobby?.name ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (kind: "txt" | "vtt") => {
    setBusy(true);
    setProblem(null);
    try {
      const entries = (await app.lobby?.allEntries()) ?? [];
      if (kind === "txt") save(`${name}.txt`, "text/plain;charset=utf-8", asText(entries));
      else save(`${name}.vtt`, "text/vtt;charset=utf-8", asWebVtt(entries));
    } catch (error) {
      setProblem(explain(error));
    }
    setBusy(false);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons, no form's field set
    <div className={css.export} role="group" aria-label={t.transcript.export}>
      <span>
        <Download size={18} aria-hidden /> {t.transcript.export}
      </span>
      <button type="button" className={kit.button} data-testid="export-txt" disabled={busy} onClick={() => run("txt")}>
        {t.transcript.asText}
      </button>
      <button type="button" className={kit.button} data-testid="export-vtt" disabled={busy} onClick={() => run("vtt")}>
        {t.transcript.asVtt}
      </button>
      <p className={problem ? kit.problem : kit.soft} role="status">
        {problem ?? (busy ? t.transcript.exporting : "")}
      </p>
    </div>
  );
}

/** What one wishes shows at once; the lobby's word follows, and a wish that was not heard is told and taken back. */
function OptOut() {
  const t = useText();
  const out = useApp((state) => state.lobby?.participants.get(state.lobby.me ?? "")?.no_transcription ?? false);
  const [wish, setWish] = useState<boolean | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (wish === out) setWish(null);
  const choose = async (on: boolean) => {
    setWish(on);
    setProblem(null);
    try {
      await app.lobby?.update({ no_transcription: on });
    } catch (error) {
      setWish(null);
      setProblem(explain(error));
    }
  };
  return (
    <>
      <label className={kit.check}>
        <input
          type="checkbox"
          data-testid="no-transcription"
          checked={wish ?? out}
          onChange={(event) => choose(event.target.checked)}
        />
        {t.captions.optOut}
      </label>
      {problem && (
        <p className={kit.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Sizes() {
  const t = useText();
  const size = useApp((state) => state.preferences.captionSize);
  return (
    <fieldset className={kit.segments}>
      <legend className={kit.hidden}>{t.captions.size}</legend>
      {(["small", "medium", "large"] as const).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="caption-size"
            checked={size === one}
            onChange={() => app.prefer({ captionSize: one })}
          />
          {t.captions.sizes[one]}
        </label>
      ))}
    </fieldset>
  );
}

/** What was said and written down, the newest last; how captions look, and whether one is written down oneself. */
export function TranscriptPanel() {
  const t = useText();
  const lines = useApp((state) => state.lobby?.transcript) ?? [];
  const hasOlder = useApp((state) => state.lobby?.hasOlder ?? false);
  const list = useRef<VirtualizerHandle>(null);
  const newest = lines.at(-1)?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new moves the view, nothing else
  useEffect(() => {
    list.current?.scrollToIndex(lines.length - 1, { align: "end" });
  }, [newest]);
  return (
    <div className={css.transcript} data-testid="transcript">
      <div className={css.options}>
        <Sizes />
        <OptOut />
        <Export />
      </div>
      <section
        className={css.lines}
        aria-label={t.transcript.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {hasOlder && (
          <button type="button" className={`${kit.button} ${kit.quiet}`} onClick={() => app.lobby?.loadOlder()}>
            {t.transcript.older}
          </button>
        )}
        {lines.length === 0 && <p className={kit.soft}>{t.transcript.empty}</p>}
        <Virtualizer ref={list} data={lines}>
          {(line) => (
            <p key={line.seq} className={css.said} data-testid="said">
              <bdi>{line.speaker.name}</bdi> <time>{clockTime(line.started_at)}</time>
              <span>{line.text}</span>
            </p>
          )}
        </Virtualizer>
      </section>
    </div>
  );
}
