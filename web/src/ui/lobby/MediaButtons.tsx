import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { app } from "../../core/app";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { ToolButton } from "./ToolButton";

export function MicrophoneButton() {
  const t = useText();
  const state = useApp((all) => all.media.microphone);
  const on = state === "on";
  return (
    <ToolButton
      label={on ? t.lobby.mute : t.lobby.unmute}
      off={!on}
      busy={state === "asking"}
      testId="toggle-microphone"
      onClick={() => app.setMicrophone(!on)}
    >
      {on ? <Mic aria-hidden /> : <MicOff aria-hidden />}
    </ToolButton>
  );
}

export function CameraButton() {
  const t = useText();
  const state = useApp((all) => all.media.camera);
  const on = state === "on";
  return (
    <ToolButton
      label={on ? t.lobby.cameraOn : t.lobby.cameraOff}
      off={!on}
      busy={state === "asking"}
      testId="toggle-camera"
      onClick={() => app.setCamera(!on)}
    >
      {on ? <Video aria-hidden /> : <VideoOff aria-hidden />}
    </ToolButton>
  );
}
