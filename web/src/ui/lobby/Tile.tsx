import { Hand, MicOff, Pin, VolumeX } from "lucide-react";
import { type CSSProperties, memo } from "react";
import { app } from "../../core/app";
import { ownLevel } from "../../core/call";
import type { PeerView } from "../../core/rtc/peer_mesh";
import type { Participant } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import { initials } from "./initials";
import type { StageItem } from "./stage_items";
import css from "./Tile.module.css";
import { TileMenu } from "./TileMenu";
import { useLevel } from "./useLevel";
import { Video } from "./Video";

interface Placed {
  item: StageItem;
  style: CSSProperties;
  pinned: boolean;
  large: boolean;
}

function QualitySign({ peer }: { peer: PeerView }) {
  const t = useText();
  if (peer.state !== "connected" || peer.quality === "unknown") return null;
  const label = t.link.quality[peer.quality];
  return (
    <span
      className={css.quality}
      role="img"
      aria-label={label}
      title={label}
      data-testid="quality"
      data-quality={peer.quality}
    >
      <span />
      <span />
      <span />
    </span>
  );
}

function Signs({
  participant,
  pinned,
  peer,
}: {
  participant: Participant;
  pinned: boolean;
  peer: PeerView | undefined;
}) {
  const t = useText();
  const silenced = useApp((state) => state.volumes.get(participant.person_id) === 0);
  return (
    <>
      {pinned && <Pin size={16} aria-label={t.lobby.pinned} />}
      {participant.muted_by_moderator ? (
        <MicOff size={16} className={css.silenced} aria-label={t.moderation.muted} data-testid="moderated" />
      ) : (
        !participant.media.microphone && <MicOff size={16} aria-label={t.lobby.muted} />
      )}
      {silenced && <VolumeX size={16} aria-label={t.lobby.mutedForMe} />}
      {participant.hand && <Hand size={16} aria-label={t.lobby.handRaised} data-testid="hand" />}
      {peer && <QualitySign peer={peer} />}
    </>
  );
}

/** One participant: picture or initials, name, and what is to be known at a glance. */
export const Tile = memo(function Tile({ item, style, pinned, large, peer }: Placed & { peer: PeerView | undefined }) {
  const t = useText();
  const { participant, own } = item;
  const ownCamera = useApp((state) => (own ? state.media.cameraTrack : null));
  const mirror = useApp((state) => state.preferences.mirror);
  const element = useLevel<HTMLElement>(own ? ownLevel : participant.id);
  const camera = own ? ownCamera : participant.media.camera ? (peer?.tracks.camera ?? null) : null;
  const name = own ? `${participant.name} (${t.lobby.you})` : participant.name;
  // Bots make the first offer, and those without media never do: nothing is waited for.
  const awaited = participant.kind === "person" || peer?.state !== "connecting";
  const note = !participant.online
    ? t.lobby.offline
    : participant.away
      ? t.lobby.away
      : !own && peer && awaited
        ? t.link.state[peer.state]
        : "";
  return (
    <article
      ref={element}
      className={css.tile}
      style={style}
      aria-label={name}
      data-testid="tile"
      data-participant={participant.id}
      data-own={own || undefined}
      data-large={large || undefined}
      data-link={own ? undefined : peer?.state}
      data-offline={!participant.online || undefined}
    >
      {camera ? (
        <Video track={camera} label={name} mirrored={own && mirror} />
      ) : (
        <span className={css.initials} aria-hidden>
          {initials(participant.name)}
        </span>
      )}
      <footer className={css.caption}>
        <Signs participant={participant} pinned={pinned} peer={own ? undefined : peer} />
        <bdi>{name}</bdi>
        {note && <span className={css.note}>{note}</span>}
      </footer>
      {!own && peer?.state === "failed" && (
        <button
          type="button"
          className={`${kit.button} ${css.retry}`}
          data-testid="retry-link"
          onClick={() => app.call?.mesh.retry(participant.id)}
        >
          {t.lobby.retryLink}
        </button>
      )}
      <TileMenu item={item} pinned={pinned} peer={peer} />
    </article>
  );
});

/** A shared screen. */
export function ScreenTile({ item, track, style, pinned, large }: Placed & { track: MediaStreamTrack }) {
  const t = useText();
  const name = item.own ? t.lobby.youShare : t.lobby.sharing(item.participant.name);
  return (
    <article
      className={`${css.tile} ${css.screen}`}
      style={style}
      data-testid="screen-tile"
      data-large={large || undefined}
      aria-label={name}
    >
      <Video track={track} label={name} fit="contain" />
      <footer className={css.caption}>
        {pinned && <Pin size={16} aria-label={t.lobby.pinned} />}
        <bdi>{name}</bdi>
      </footer>
      <TileMenu item={item} pinned={pinned} peer={undefined} />
    </article>
  );
}
