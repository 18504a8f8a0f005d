import { app } from "../../core/app";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import kit from "../kit.module.css";

function Picker({ what, kind, label }: { what: "microphone" | "camera"; kind: MediaDeviceKind; label: string }) {
  const devices = useApp((state) => state.media.devices).filter((one) => one.kind === kind && one.id !== "");
  const chosen = useApp((state) => (what === "microphone" ? state.media.microphoneId : state.media.cameraId));
  return (
    <label className={`${kit.field} ${kit.grow}`}>
      {label}
      <select
        className={kit.input}
        value={chosen ?? ""}
        onChange={(event) => app.media.choose(what, event.target.value)}
      >
        <option value="">{en.prejoin.defaultDevice}</option>
        {devices.map((one, index) => (
          <option key={one.id} value={one.id}>
            {one.label || `${label} ${index + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Which microphone and which camera. */
export function DevicePicker() {
  return (
    <div className={kit.row}>
      <Picker what="microphone" kind="audioinput" label={en.prejoin.microphone} />
      <Picker what="camera" kind="videoinput" label={en.prejoin.camera} />
    </div>
  );
}
