import { Hand, Mic, MicOff, MonitorUp, Video } from "lucide-react";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import css from "./LobbyRoom.module.css";

/** Everybody in the lobby, in the order of their coming. */
export function People() {
  const lobby = useApp((state) => state.lobby);
  if (!lobby) return null;
  const people = [...lobby.participants.values()].sort((a, b) => a.joined_at - b.joined_at);
  return (
    <div className={css.people} data-testid="people">
      <h2>{en.people.title(people.length)}</h2>
      <ul>
        {people.map((one) => (
          <li key={one.id} data-testid="person" data-participant={one.id} data-offline={!one.online || undefined}>
            <bdi>{one.name}</bdi>
            {one.id === lobby.me && <span>({en.lobby.you})</span>}
            {one.role === "owner" && <span>{en.people.owner}</span>}
            {one.kind === "bot" && <span>{en.people.bot}</span>}
            {!one.online && <span>{en.lobby.offline}</span>}
            <span className={css.signs}>
              {one.hand && <Hand size={16} aria-label={en.lobby.raiseHand} />}
              {one.media.screen && <MonitorUp size={16} aria-label={en.lobby.sharing(one.name)} />}
              {one.media.camera && <Video size={16} aria-label={en.prejoin.camera} />}
              {one.media.microphone ? (
                <Mic size={16} aria-label={en.prejoin.microphone} />
              ) : (
                <MicOff size={16} aria-label={en.lobby.muted} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
