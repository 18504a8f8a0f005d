import { DoorOpen } from "lucide-react";
import { useEffect } from "react";
import { app } from "../../core/app";
import type { Lobby } from "../../core/ws/protocol.generated";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import { NameForm } from "../home/Home";
import kit from "../kit.module.css";
import { DevicePicker } from "./DevicePicker";
import { LevelMeter } from "./LevelMeter";
import css from "./PreJoin.module.css";
import { CameraButton, MediaProblemNotice, MicrophoneButton } from "./Toolbar";
import { Video } from "./Video";

/** Before one goes in: the own name, the own picture, the devices. Nothing is asked for until it is switched on. */
export function PreJoin({ lobby, onEnter }: { lobby: Lobby; onEnter: () => void }) {
  const media = useApp((state) => state.media);
  const withMedia = lobby.media === "mesh";
  const full = lobby.participant_count >= lobby.capacity;
  useEffect(() => {
    if (withMedia) void app.media.listDevices();
  }, [withMedia]);
  return (
    <main className={css.page}>
      <div className={`${kit.card} ${css.card}`}>
        <h1>{en.prejoin.title(lobby.name)}</h1>
        {withMedia && (
          <>
            <div className={css.preview}>
              {media.cameraTrack ? (
                <Video track={media.cameraTrack} label={en.prejoin.preview} mirrored />
              ) : (
                <p>{en.prejoin.cameraOff}</p>
              )}
              <div className={css.controls}>
                <MicrophoneButton />
                <CameraButton />
              </div>
            </div>
            <LevelMeter track={media.microphone === "on" ? media.microphoneTrack : null} />
            <MediaProblemNotice />
            <DevicePicker />
          </>
        )}
        <NameForm />
        <button
          type="button"
          className={`${kit.button} ${kit.primary}`}
          data-testid="enter-lobby"
          disabled={full}
          onClick={onEnter}
        >
          <DoorOpen size={18} aria-hidden /> {full ? en.prejoin.full : en.prejoin.enter}
        </button>
      </div>
    </main>
  );
}
