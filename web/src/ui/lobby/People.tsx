import { EllipsisVertical, Hand, Mic, MicOff, MonitorUp, Video } from "lucide-react";
import { mayActOn } from "../../core/lobby/moderation";
import type { Participant } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import { Popover } from "../kit/Popover";
import { Knocking } from "../moderation/Knocking";
import { PersonActions, useMe } from "../moderation/PersonActions";
import { initials } from "./initials";
import css from "./People.module.css";

function Person({ one, own }: { one: Participant; own: boolean }) {
  const t = useText();
  const me = useMe();
  const remarks = [
    own ? t.lobby.you : "",
    one.role === "member" ? "" : t.people[one.role],
    one.kind === "bot" ? t.people.bot : "",
    one.online ? "" : t.lobby.offline,
    one.away ? t.lobby.away : "",
    one.no_transcription ? t.captions.notWritten : "",
  ].filter((remark) => remark !== "");
  return (
    <li className={css.person} data-testid="person" data-participant={one.id} data-offline={!one.online || undefined}>
      <span className={css.initials} aria-hidden>
        {initials(one.name)}
      </span>
      <span className={css.who}>
        <bdi>{one.name}</bdi>
        {remarks.length > 0 && <small>{remarks.join(", ")}</small>}
      </span>
      <span className={css.signs}>
        {one.hand && <Hand size={18} aria-label={t.lobby.handRaised} />}
        {one.media.screen && <MonitorUp size={18} aria-label={t.lobby.sharing(one.name)} />}
        {one.media.camera && <Video size={18} aria-label={t.prejoin.camera} />}
        {one.muted_by_moderator ? (
          <MicOff size={18} className={css.silenced} aria-label={t.moderation.muted} />
        ) : one.media.microphone ? (
          <Mic size={18} aria-label={t.prejoin.microphone} />
        ) : (
          <MicOff size={18} aria-label={t.lobby.muted} />
        )}
      </span>
      {mayActOn(me, one) && (
        <Popover
          label={t.lobby.tileMenu(one.name)}
          side="below"
          className={`${kit.button} ${kit.quiet} ${kit.icon}`}
          testId="person-menu"
          trigger={<EllipsisVertical size={18} aria-hidden />}
        >
          {(close) => <PersonActions who={one} close={close} />}
        </Popover>
      )}
    </li>
  );
}

/** Everybody in the lobby: raised hands first, in the order of their coming. */
export function People() {
  const lobby = useApp((state) => state.lobby);
  if (!lobby) return null;
  const people = [...lobby.participants.values()].sort(
    (a, b) => Number(b.hand) - Number(a.hand) || a.joined_at - b.joined_at,
  );
  return (
    <div className={css.people} data-testid="people">
      <Knocking />
      <ul>
        {people.map((one) => (
          <Person key={one.id} one={one} own={one.id === lobby.me} />
        ))}
      </ul>
    </div>
  );
}
