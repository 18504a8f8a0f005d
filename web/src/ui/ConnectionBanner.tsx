import { type ReactNode, useEffect, useState } from "react";
import { app } from "../core/app";
import { useText } from "../i18n/text";
import { useApp } from "../store/store";
import kit from "./kit/kit.module.css";

const goingAway = 1001;
const restarting = 1012;
const sessionEnded = 4001;
const banned = 4003;

function useSecondsUntil(moment: number | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (moment === null) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [moment]);
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
}

function Banner({ state, alert = false, children }: { state: string; alert?: boolean; children: ReactNode }) {
  return (
    <div
      className={kit.banner}
      role={alert ? "alert" : "status"}
      aria-live={alert ? undefined : "off"}
      data-testid="connection-banner"
      data-state={state}
    >
      {children}
    </div>
  );
}

/** Tells of the connection where it is not as it should be. */
export function ConnectionBanner() {
  const t = useText();
  const connection = useApp((state) => state.connection);
  const offline = useApp((state) => state.offline);
  const newVersion = useApp((state) => state.newVersion);
  const [later, setLater] = useState(false);
  const seconds = useSecondsUntil(connection.retryAt);
  const button = (label: string, act: () => void) => (
    <button type="button" className={kit.button} onClick={act}>
      {label}
    </button>
  );
  const { phase, lastClose, gaveUp, attempt } = connection;
  if (phase === "failed") {
    const [state, text] =
      gaveUp === sessionEnded
        ? ["ended", t.connection.ended]
        : gaveUp === banned
          ? ["banned", t.connection.banned]
          : ["gone", t.connection.gone];
    return (
      <Banner state={state} alert>
        <span>{text}</span>
        {button(t.connection.reload, () => location.reload())}
      </Banner>
    );
  }
  if (phase === "waiting" || (attempt > 0 && phase !== "ready")) {
    const left = phase === "waiting" ? seconds : 0;
    const restarts = lastClose === restarting || lastClose === goingAway;
    const [state, text] = offline
      ? ["offline", t.connection.offline]
      : restarts
        ? ["restarting", t.connection.restarting(left)]
        : ["reconnecting", t.connection.reconnecting(left)];
    return (
      <Banner state={state}>
        <span>{text}</span>
        {button(t.connection.retry, () => app.socket.hint("retry"))}
      </Banner>
    );
  }
  if (newVersion && !later)
    return (
      <Banner state="version">
        <span>{t.connection.newVersion}</span>
        {button(t.connection.reloadForVersion, () => location.reload())}
        {button(t.connection.later, () => setLater(true))}
      </Banner>
    );
  return null;
}
