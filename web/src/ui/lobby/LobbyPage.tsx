import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { app } from "../../core/app";
import { api } from "../../core/http/api";
import type { Lobby } from "../../core/ws/protocol.generated";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import { ErrorBoundary } from "../ErrorBoundary";
import kit from "../kit.module.css";
import { LobbyRoom } from "./LobbyRoom";
import { PreJoin } from "./PreJoin";

/** In this tab one has entered the lobby already: a reload goes straight back in, with the devices that were on. */
const enteredKey = "parlor.entered";

interface Entered {
  id: string;
  microphone: boolean;
  camera: boolean;
}

function readEntered(): Entered | null {
  try {
    return JSON.parse(sessionStorage.getItem(enteredKey) ?? "null") as Entered | null;
  } catch {
    return null;
  }
}

function Message({ text, action, label }: { text: string; action?: () => void; label?: string }) {
  const [, navigate] = useLocation();
  return (
    <main className={kit.notice} data-testid="lobby-message">
      <h1>{text}</h1>
      {action && (
        <button type="button" className={`${kit.button} ${kit.primary}`} onClick={action}>
          {label}
        </button>
      )}
      <button type="button" className={kit.button} onClick={() => navigate("/")}>
        {en.lobby.toHome}
      </button>
    </main>
  );
}

export function LobbyPage({ id }: { id: string }) {
  const [lobby, setLobby] = useState<Lobby | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [entered, setEntered] = useState(() => readEntered()?.id === id);
  const [left, setLeft] = useState(false);
  const membership = useApp((state) => state.lobby?.membership);

  useEffect(() => {
    app.connect().catch(() => undefined);
    api
      .getLobby(id)
      .then((found) => {
        setLobby(found);
        document.title = `${found.name} · ${en.appName}`;
      })
      .catch((error: Error & { code?: string }) =>
        setProblem(error.code === "not_found" ? en.membership.not_found : error.message),
      );
  }, [id]);

  useEffect(() => {
    if (!entered) return;
    const before = readEntered();
    if (before?.id === id) {
      if (before.microphone) app.media.setMicrophone(true);
      if (before.camera) app.media.setCamera(true);
    }
    app.enter(id).catch(() => undefined);
    return () => app.exit();
  }, [entered, id]);

  useRememberedDevices(id, entered);

  const enter = () => {
    setLeft(false);
    setEntered(true);
  };
  const leave = () => {
    sessionStorage.removeItem(enteredKey);
    setEntered(false);
    setLeft(true);
  };

  if (problem) return <Message text={problem} />;
  if (left) return <Message text={en.lobby.left} action={enter} label={en.lobby.rejoin} />;
  if (!entered)
    return lobby ? <PreJoin lobby={lobby} onEnter={enter} /> : <p className={kit.notice}>{en.connection.connecting}</p>;
  if (membership?.state === "replaced")
    return <Message text={en.membership.replaced} action={() => app.lobby?.join()} label={en.membership.useHere} />;
  if (membership?.state === "closed") return <Message text={en.membership.closed} />;
  if (membership?.state === "refused") {
    const texts: Record<string, string> = en.membership;
    return (
      <Message
        text={texts[membership.code] ?? membership.message}
        action={() => location.reload()}
        label={en.home.retry}
      />
    );
  }
  return (
    <ErrorBoundary area="lobby">
      <LobbyRoom onLeave={leave} />
    </ErrorBoundary>
  );
}

/** What was on when the page is reloaded is on again after it. */
function useRememberedDevices(id: string, entered: boolean): void {
  const microphone = useApp((state) => state.media.microphone === "on");
  const camera = useApp((state) => state.media.camera === "on");
  const joined = useApp((state) => state.lobby?.membership.state === "joined");
  useEffect(() => {
    if (entered && joined)
      sessionStorage.setItem(enteredKey, JSON.stringify({ id, microphone, camera } satisfies Entered));
  }, [id, entered, joined, microphone, camera]);
}
