import {
  Check,
  Hand,
  Link2,
  LogOut,
  MessageSquare,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  Settings2,
  Users,
  Video,
  VideoOff,
  X,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { app } from "../../core/app";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import kit from "../kit.module.css";
import css from "./LobbyRoom.module.css";

export type Panel = "chat" | "people" | "devices" | null;

function ToolButton(props: {
  label: string;
  on?: boolean;
  off?: boolean;
  danger?: boolean;
  badge?: number;
  testId?: string;
  busy?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={`${kit.button} ${kit.icon} ${css.tool} ${props.danger ? kit.danger : ""}`}
      aria-label={props.badge ? `${props.label} (${props.badge})` : props.label}
      aria-pressed={props.on}
      title={props.label}
      data-off={props.off || undefined}
      data-testid={props.testId}
      disabled={props.busy}
      onClick={props.onClick}
    >
      {props.children}
      {props.badge ? <span className={css.badge}>{props.badge > 99 ? "99+" : props.badge}</span> : null}
    </button>
  );
}

export function MicrophoneButton() {
  const state = useApp((all) => all.media.microphone);
  const on = state === "on";
  return (
    <ToolButton
      label={on ? en.lobby.microphoneOn : en.lobby.microphoneOff}
      off={!on}
      busy={state === "asking"}
      testId="toggle-microphone"
      onClick={() => app.media.setMicrophone(!on)}
    >
      {on ? <Mic aria-hidden /> : <MicOff aria-hidden />}
    </ToolButton>
  );
}

export function CameraButton() {
  const state = useApp((all) => all.media.camera);
  const on = state === "on";
  return (
    <ToolButton
      label={on ? en.lobby.cameraOn : en.lobby.cameraOff}
      off={!on}
      busy={state === "asking"}
      testId="toggle-camera"
      onClick={() => app.media.setCamera(!on)}
    >
      {on ? <Video aria-hidden /> : <VideoOff aria-hidden />}
    </ToolButton>
  );
}

function ScreenButton() {
  const state = useApp((all) => all.media.screen);
  const on = state === "on";
  return (
    <ToolButton
      label={on ? en.lobby.screenOn : en.lobby.screenOff}
      on={on}
      busy={state === "asking"}
      testId="toggle-screen"
      onClick={() => app.media.setScreen(!on)}
    >
      {on ? <MonitorX aria-hidden /> : <MonitorUp aria-hidden />}
    </ToolButton>
  );
}

export function MediaProblemNotice() {
  const problem = useApp((state) => state.media.problem);
  if (!problem) return null;
  return (
    <p className={`${kit.problem} ${css.problem}`} role="alert">
      <span>
        {en.media.what[problem.what]}: {en.media[problem.why]}
      </span>
      <button
        type="button"
        className={`${kit.button} ${kit.quiet}`}
        aria-label={en.media.close}
        onClick={() => app.media.clearProblem()}
      >
        <X size={16} aria-hidden />
      </button>
    </p>
  );
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <ToolButton label={copied ? en.lobby.copied : en.lobby.copyLink} testId="copy-link" onClick={copy}>
      {copied ? <Check aria-hidden /> : <Link2 aria-hidden />}
      <span className={kit.hidden} role="status">
        {copied ? en.lobby.copied : ""}
      </span>
    </ToolButton>
  );
}

export function Toolbar({
  panel,
  onPanel,
  onLeave,
}: {
  panel: Panel;
  onPanel: (panel: Panel) => void;
  onLeave: () => void;
}) {
  const withMedia = useApp((state) => state.lobby?.lobby?.media === "mesh");
  const unread = useApp((state) => state.unread);
  const hand = useApp((state) => state.lobby?.participants.get(state.lobby.me ?? "")?.hand ?? false);
  const toggle = (wanted: Panel) => onPanel(panel === wanted ? null : wanted);
  return (
    <nav className={css.toolbar} aria-label={en.lobby.devices}>
      {withMedia && (
        <>
          <MicrophoneButton />
          <CameraButton />
          <ScreenButton />
        </>
      )}
      <ToolButton
        label={hand ? en.lobby.lowerHand : en.lobby.raiseHand}
        on={hand}
        onClick={() => app.lobby?.update({ hand: !hand }).catch(() => undefined)}
      >
        <Hand aria-hidden />
      </ToolButton>
      <ToolButton
        label={en.lobby.chat}
        on={panel === "chat"}
        badge={unread}
        testId="toggle-chat"
        onClick={() => toggle("chat")}
      >
        <MessageSquare aria-hidden />
      </ToolButton>
      <ToolButton
        label={en.lobby.people}
        on={panel === "people"}
        testId="toggle-people"
        onClick={() => toggle("people")}
      >
        <Users aria-hidden />
      </ToolButton>
      {withMedia && (
        <ToolButton label={en.lobby.devices} on={panel === "devices"} onClick={() => toggle("devices")}>
          <Settings2 aria-hidden />
        </ToolButton>
      )}
      <CopyLink />
      <ToolButton label={en.lobby.leave} danger testId="leave" onClick={onLeave}>
        <LogOut aria-hidden />
      </ToolButton>
    </nav>
  );
}
