import { Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
import { app } from "../../core/app";
import type { DeviceChoice } from "../../core/media/local_media";
import { playTestSound } from "../../core/media/test_sound";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";

const kinds: Record<DeviceChoice, MediaDeviceKind> = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
};

function Picker({ what }: { what: DeviceChoice }) {
  const t = useText();
  const devices = useApp((state) => state.media.devices).filter((one) => one.kind === kinds[what] && one.id !== "");
  const chosen = useApp((state) => state.media.chosen[what]);
  // Firefox and Safari name speakers only after one was chosen by their own dialogue, if ever.
  if (what === "speaker" && devices.length === 0) return null;
  const known = devices.some((one) => one.id === chosen);
  return (
    <label className={`${kit.field} ${kit.grow}`}>
      {t.prejoin[what]}
      <select
        className={kit.select}
        data-testid={`choose-${what}`}
        value={known ? (chosen ?? "") : ""}
        onChange={(event) => app.chooseDevice(what, event.target.value || null)}
      >
        <option value="">{t.prejoin.defaultDevice}</option>
        {devices.map((one, index) => (
          <option key={one.id} value={one.id}>
            {one.label || `${t.prejoin[what]} ${index + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function SpeakerTest() {
  const t = useText();
  const speaker = useApp((state) => state.media.chosen.speaker);
  const [playing, setPlaying] = useState(false);
  const play = async () => {
    setPlaying(true);
    await playTestSound(speaker).catch(() => undefined);
    setPlaying(false);
  };
  return (
    <button type="button" className={kit.button} data-testid="test-speaker" disabled={playing} onClick={play}>
      <Volume2 size={18} aria-hidden /> {playing ? t.prejoin.testingSpeaker : t.prejoin.testSpeaker}
    </button>
  );
}

/** Which microphone, camera and speaker; what is chosen is remembered. */
export function DevicePicker() {
  useEffect(() => {
    app.media.listDevices().catch(() => undefined);
  }, []);
  return (
    <div className={kit.row}>
      <Picker what="microphone" />
      <Picker what="camera" />
      <Picker what="speaker" />
      <SpeakerTest />
    </div>
  );
}
