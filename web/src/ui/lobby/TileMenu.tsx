import { EllipsisVertical, PictureInPicture2, Pin, PinOff, RefreshCw, Volume2 } from "lucide-react";
import { useId } from "react";
import { app } from "../../core/app";
import type { PeerView } from "../../core/rtc/peer_mesh";
import { percent, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import { Popover } from "../kit/Popover";
import { PersonActions } from "../moderation/PersonActions";
import type { StageItem } from "./stage_items";
import css from "./Tile.module.css";

function Volume({ person }: { person: string }) {
  const t = useText();
  const volume = useApp((state) => state.volumes.get(person) ?? 1);
  const id = useId();
  return (
    <div className={css.volume}>
      <label htmlFor={id}>
        <Volume2 size={18} aria-hidden /> {t.lobby.volume}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(volume * 100)}
        data-testid="volume"
        onChange={(event) => app.setVolume(person, Number(event.target.value) / 100)}
      />
    </div>
  );
}

function LinkDetails({ id, peer }: { id: string; peer: PeerView }) {
  const t = useText();
  const sample = app.call?.mesh.sampleOf(id);
  return (
    <div className={css.details} data-testid="link-details">
      <p>{peer.state === "connected" ? t.link.quality[peer.quality] : t.link.state[peer.state]}</p>
      {sample && (
        <p>
          {[
            sample.roundTripMs === null ? "" : t.link.roundTrip(sample.roundTripMs),
            sample.lossIn === null ? "" : t.link.loss(percent(sample.lossIn)),
            sample.relayed ? t.link.relayed : t.link.direct,
          ]
            .filter((part) => part !== "")
            .join(" · ")}
        </p>
      )}
    </div>
  );
}

/** Once the picture is there: before, browsers refuse. */
function openPictureInPicture(button: HTMLElement): void {
  const video = button.closest("article")?.querySelector("video");
  const open = () => video?.requestPictureInPicture?.().catch(() => undefined);
  if (video?.readyState === HTMLMediaElement.HAVE_NOTHING)
    video.addEventListener("loadedmetadata", open, { once: true });
  else open();
}

/** What one can do with a tile: pin it, take it out of the page, make its person louder or quieter. */
export function TileMenu({ item, pinned, peer }: { item: StageItem; pinned: boolean; peer: PeerView | undefined }) {
  const t = useText();
  const { participant, own, screen } = item;
  const withVideo = screen !== null || participant.media.camera;
  return (
    <div className={css.menu}>
      <Popover
        label={t.lobby.tileMenu(screen ? t.lobby.sharing(participant.name) : participant.name)}
        side="below"
        className={css.menuButton}
        testId="tile-menu"
        trigger={<EllipsisVertical size={20} aria-hidden />}
      >
        {(close) => (
          <>
            <button
              type="button"
              className={kit.menuItem}
              data-testid="pin"
              onClick={() => {
                app.pin(pinned ? null : item.key);
                close();
              }}
            >
              {pinned ? <PinOff size={18} aria-hidden /> : <Pin size={18} aria-hidden />}
              {pinned ? t.lobby.unpin : t.lobby.pin}
            </button>
            {withVideo && document.pictureInPictureEnabled && (
              <button
                type="button"
                className={kit.menuItem}
                data-testid="picture-in-picture"
                onClick={(event) => {
                  openPictureInPicture(event.currentTarget);
                  close();
                }}
              >
                <PictureInPicture2 size={18} aria-hidden /> {t.lobby.pictureInPicture}
              </button>
            )}
            {!own && !screen && <Volume person={participant.person_id} />}
            {!own && !screen && <PersonActions who={participant} close={close} />}
            {!own && peer && (
              <>
                <button
                  type="button"
                  className={kit.menuItem}
                  onClick={() => {
                    app.call?.mesh.retry(participant.id);
                    close();
                  }}
                >
                  <RefreshCw size={18} aria-hidden /> {t.lobby.retryLink}
                </button>
                <LinkDetails id={participant.id} peer={peer} />
              </>
            )}
          </>
        )}
      </Popover>
    </div>
  );
}
