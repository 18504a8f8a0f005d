import type { Role } from "../../core/ws/protocol.generated";
import type { Strings } from "../../i18n/en";
import { useText } from "../../i18n/text";
import { type Notice, useApp } from "../../store/store";
import css from "./Toasts.module.css";

function say(t: Strings, { kind, name }: Notice): string {
  switch (kind) {
    case "came":
      return t.lobby.came(name);
    case "went":
      return t.lobby.went(name);
    case "raised":
      return t.lobby.raised(name);
    case "resumed":
      return t.connection.resumed;
    case "screenEnded":
      return t.media.screenEnded;
    case "deafened":
      return t.lobby.deafened;
    case "noFiles":
      return t.chat.noFiles;
    case "muted":
      return t.moderation.youAreMuted;
    case "unmuted":
      return t.moderation.youMaySpeak;
    case "role":
      return t.moderation.yourRole[name as Role];
    case "knocks":
      return t.waiting.knocks(name);
    case "nameLost":
      return t.name.lost;
    case "refused":
      return name;
  }
}

/** What happened just now, for eyes and for screen readers. */
export function Toasts() {
  const t = useText();
  const notices = useApp((state) => state.notices);
  return (
    <div className={css.toasts} role="status" aria-live="polite" data-testid="toasts">
      {notices.map((notice) => (
        <p key={notice.id} className={css.toast} data-kind={notice.kind}>
          <bdi>{say(t, notice)}</bdi>
        </p>
      ))}
    </div>
  );
}
