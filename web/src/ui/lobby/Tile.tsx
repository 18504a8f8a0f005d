import { Hand, MicOff } from "lucide-react";
import { useRef } from "react";
import type { PeerView } from "../../core/rtc/peer_mesh";
import type { Participant } from "../../core/ws/protocol.generated";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import { useLevel } from "./LevelMeter";
import css from "./Tile.module.css";
import { Video } from "./Video";

function initials(name: string): string {
  const words = name.split(" ").filter((word) => word !== "");
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

/** One participant: picture or initials, name, and what is to be known at a glance. */
export function Tile({
  participant,
  peer,
  own,
}: {
  participant: Participant;
  peer: PeerView | undefined;
  own: boolean;
}) {
  const ownCamera = useApp((state) => state.media.cameraTrack);
  const ownMicrophone = useApp((state) => (state.media.microphone === "on" ? state.media.microphoneTrack : null));
  const element = useRef<HTMLElement>(null);
  const camera = own ? ownCamera : participant.media.camera ? (peer?.tracks.camera ?? null) : null;
  const voice = own ? ownMicrophone : participant.media.microphone ? (peer?.tracks.microphone ?? null) : null;
  useLevel(voice, element);
  const name = own ? `${participant.name} (${en.lobby.you})` : participant.name;
  const note = !participant.online ? en.lobby.offline : !own && peer ? en.lobby.linkState[peer.state] : "";
  return (
    <article
      ref={element}
      className={css.tile}
      aria-label={name}
      data-testid="tile"
      data-participant={participant.id}
      data-own={own || undefined}
      data-link={own ? undefined : peer?.state}
      data-offline={!participant.online || undefined}
    >
      {camera ? (
        <Video track={camera} label={name} mirrored={own} />
      ) : (
        <span className={css.initials} aria-hidden>
          {initials(participant.name)}
        </span>
      )}
      <footer className={css.caption}>
        {!participant.media.microphone && <MicOff size={16} aria-label={en.lobby.muted} />}
        {participant.hand && <Hand size={16} aria-label={en.lobby.raiseHand} />}
        <bdi>{name}</bdi>
        {note && <span className={css.note}>{note}</span>}
      </footer>
    </article>
  );
}

/** A shared screen. */
export function ScreenTile({ track, name }: { track: MediaStreamTrack; name: string }) {
  return (
    <article className={`${css.tile} ${css.screen}`} data-testid="screen-tile" aria-label={en.lobby.sharing(name)}>
      <Video track={track} label={en.lobby.sharing(name)} fit="contain" />
      <footer className={css.caption}>
        <bdi>{en.lobby.sharing(name)}</bdi>
      </footer>
    </article>
  );
}
