import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { app } from "../../core/app";
import { api } from "../../core/http/api";
import { inviteOf } from "../../core/http/links";
import type { Membership } from "../../core/lobby/lobby_connection";
import type { RequestError } from "../../core/ws/messages";
import type { Lobby } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { ErrorBoundary } from "../ErrorBoundary";
import kit from "../kit/kit.module.css";
import { clearEntered, readEntered, saveEntered } from "./entered";
import { asksForPassword, LobbyPassword } from "./LobbyPassword";
import { LobbyRoom } from "./LobbyRoom";
import { PreJoin } from "./PreJoin";

const lookAgainMs = 5_000;

interface MessageProps {
  state: string;
  text: string;
  detail?: string;
  action?: { label: string; act: () => void };
}

function Message({ state, text, detail, action }: MessageProps) {
  const t = useText();
  const [, navigate] = useLocation();
  return (
    <main className={kit.notice} data-testid="lobby-message" data-state={state}>
      <h1>{text}</h1>
      {detail && <p>{detail}</p>}
      {action && (
        <button type="button" className={`${kit.button} ${kit.primary}`} onClick={action.act}>
          {action.label}
        </button>
      )}
      <button type="button" className={kit.button} onClick={() => navigate("/")}>
        {t.lobby.toHome}
      </button>
    </main>
  );
}

/** The lobby as those see it who are not in it, looked at again every few seconds as long as they wait. */
function useLobby(id: string, waiting: boolean) {
  const [lobby, setLobby] = useState<Lobby | null>(null);
  const [problem, setProblem] = useState<RequestError | null>(null);
  const look = useCallback(
    () =>
      api
        .getLobby(id, inviteOf(location.hash))
        .then((found) => {
          setLobby(found);
          setProblem(null);
        })
        .catch(setProblem),
    [id],
  );
  useEffect(() => {
    void look();
    if (!waiting) return;
    const again = setInterval(() => document.hidden || void look(), lookAgainMs);
    return () => clearInterval(again);
  }, [look, waiting]);
  return { lobby, problem, look };
}

/** The lobby's name in the window's title, with what is unread. */
function useTitle(name: string | undefined): void {
  const t = useText();
  const unread = useApp((state) => state.unread);
  useEffect(() => {
    const place = name ? `${name} · ${t.appName}` : t.appName;
    document.title = unread > 0 ? `(${unread}) ${place}` : place;
  }, [name, unread, t]);
}

export function LobbyPage({ id }: { id: string }) {
  const t = useText();
  const [entered, setEntered] = useState(() => readEntered()?.id === id);
  const [left, setLeft] = useState(false);
  const membership = useApp((state) => state.lobby?.membership);
  const currentName = useApp((state) => state.lobby?.lobby?.name);
  const { lobby, problem, look } = useLobby(id, !entered && !left);
  useTitle(currentName ?? lobby?.name);

  useEffect(() => {
    app.connect(id).catch(() => undefined);
  }, [id]);
  useEffect(() => {
    if (!entered) return;
    const before = readEntered();
    if (before?.id === id) {
      if (before.microphone) app.media.setMicrophone(true);
      if (before.camera) app.media.setCamera(true);
    }
    app.enter(id, inviteOf(location.hash)).catch(() => undefined);
    return () => app.exit();
  }, [entered, id]);
  useRememberEntered(id, entered);

  const enter = () => {
    setLeft(false);
    setEntered(true);
  };
  const leave = () => {
    clearEntered();
    setEntered(false);
    setLeft(true);
  };
  const again = { label: t.retry, act: () => location.reload() };

  if (left) return <Message state="left" text={t.lobby.left} action={{ label: t.lobby.rejoin, act: enter }} />;
  if (problem?.code === "not_found" && membership?.state !== "joined")
    return <Message state="not_found" text={t.membership.not_found} />;
  if (!entered) {
    if (lobby) return <PreJoin lobby={lobby} onEnter={enter} />;
    if (problem) return <Message state="error" text={explain(problem)} action={{ label: t.retry, act: look }} />;
    return <p className={`${kit.notice} ${kit.late}`}>{t.connection.connecting}</p>;
  }
  if (membership?.state === "replaced")
    return (
      <Message
        state="replaced"
        text={t.membership.replaced}
        action={{ label: t.membership.useHere, act: () => app.lobby?.join() }}
      />
    );
  if (membership?.state === "removed") return <RemovedMessage membership={membership} />;
  if (membership?.state === "waiting")
    return <Message state="waiting" text={t.waiting.title} detail={t.waiting.text} />;
  if (membership?.state === "closed") return <Message state="closed" text={t.membership.closed} />;
  if (membership?.state === "refused" && asksForPassword(membership.code))
    return <LobbyPassword code={membership.code} />;
  if (membership?.state === "refused") {
    const texts: Record<string, string> = t.membership;
    const text = texts[membership.code] ?? t.errors[membership.code] ?? membership.message;
    return <Message state={membership.code} text={text} action={again} />;
  }
  return (
    <ErrorBoundary area="lobby">
      <LobbyRoom onLeave={leave} />
    </ErrorBoundary>
  );
}

/** A moderator has taken one out; who was only removed may come back. */
function RemovedMessage({ membership }: { membership: Extract<Membership, { state: "removed" }> }) {
  const t = useText();
  const { reason, by, words } = membership;
  return (
    <Message
      state={reason}
      text={t.removal[reason](by)}
      {...(words ? { detail: t.removal.words(words) } : {})}
      {...(reason === "kicked" ? { action: { label: t.lobby.rejoin, act: () => app.lobby?.join() } } : {})}
    />
  );
}

/** What was on when the page is reloaded is on again after it. */
function useRememberEntered(id: string, entered: boolean): void {
  const microphone = useApp((state) => state.media.microphone === "on");
  const camera = useApp((state) => state.media.camera === "on");
  const joined = useApp((state) => state.lobby?.membership.state === "joined");
  useEffect(() => {
    if (entered && joined) saveEntered({ id, microphone, camera });
  }, [id, entered, joined, microphone, camera]);
}
