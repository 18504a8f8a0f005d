import { DoorOpen } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { app } from "../../core/app";
import type { Lobby } from "../../core/ws/protocol.generated";
import { useText } from "../../i18n/text";
import { store, useApp } from "../../store/store";
import { NameInput } from "../home/NameForm";
import { useName } from "../home/useName";
import kit from "../kit/kit.module.css";
import { DevicePicker } from "../settings/DevicePicker";
import { LevelMeter } from "./LevelMeter";
import { CameraButton, MicrophoneButton } from "./MediaButtons";
import { MediaNotice } from "./MediaNotice";
import css from "./PreJoin.module.css";
import { Video } from "./Video";

async function granted(name: "microphone" | "camera"): Promise<boolean> {
  const permission = await navigator.permissions?.query({ name: name as PermissionName }).catch(() => null);
  return permission?.state === "granted";
}

/** Opens again what was on the last time, where the browser does not have to ask for it. */
function useRememberedDevices(withMedia: boolean): void {
  useEffect(() => {
    if (!withMedia) return;
    const { microphoneOn, cameraOn } = store.getState().preferences;
    if (microphoneOn) granted("microphone").then((yes) => (yes ? app.media.setMicrophone(true) : undefined));
    if (cameraOn) granted("camera").then((yes) => (yes ? app.media.setCamera(true) : undefined));
  }, [withMedia]);
}

function Preview() {
  const t = useText();
  const camera = useApp((state) => state.media.cameraTrack);
  const meter = useApp((state) => (state.media.microphone === "on" ? state.media.meterTrack : null));
  const mirror = useApp((state) => state.preferences.mirror);
  return (
    <>
      <div className={css.preview}>
        {camera ? <Video track={camera} label={t.prejoin.preview} mirrored={mirror} /> : <p>{t.prejoin.cameraOff}</p>}
        <div className={css.controls}>
          <MicrophoneButton />
          <CameraButton />
        </div>
      </div>
      <LevelMeter track={meter} />
      <MediaNotice />
      <DevicePicker />
    </>
  );
}

/** Before one goes in: the own name, the own picture, the devices. Nothing is asked for until it is switched on. */
export function PreJoin({ lobby, onEnter }: { lobby: Lobby; onEnter: () => void }) {
  const t = useText();
  const name = useName();
  const [busy, setBusy] = useState(false);
  const bare = useApp((state) => state.media.microphone === "off" && state.media.camera === "off");
  const withMedia = lobby.media === "mesh";
  const full = lobby.participant_count >= lobby.capacity;
  useRememberedDevices(withMedia);
  const enter = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    if (!name.changed || (await name.save())) onEnter();
    else setBusy(false);
  };
  return (
    <main className={css.page}>
      <form className={`${kit.card} ${css.card}`} onSubmit={enter}>
        <header>
          <h1>{t.prejoin.title(lobby.name)}</h1>
          <p className={css.count}>{t.prejoin.hereNow(lobby.participant_count)}</p>
        </header>
        {withMedia && <Preview />}
        <NameInput field={name} />
        <button
          type="submit"
          className={`${kit.button} ${kit.primary}`}
          data-testid="enter-lobby"
          disabled={full || lobby.locked || busy}
        >
          <DoorOpen size={18} aria-hidden />
          {full ? t.prejoin.full : withMedia && bare ? t.prejoin.enterBare : t.prejoin.enter}
        </button>
        {lobby.locked && (
          <p className={css.count} role="status">
            {t.prejoin.locked}
          </p>
        )}
        {full && (
          <p className={css.count} role="status" data-testid="lobby-full">
            {t.prejoin.fullHint}
          </p>
        )}
      </form>
    </main>
  );
}
