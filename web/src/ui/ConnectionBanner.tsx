import { useEffect, useState } from "react";
import { app } from "../core/app";
import { en } from "../i18n/en";
import { useApp } from "../store/store";
import kit from "./kit.module.css";

function useSecondsUntil(moment: number | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (moment === null) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [moment]);
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
}

/** Tells of the connection where it is not as it should be. */
export function ConnectionBanner() {
  const connection = useApp((state) => state.connection);
  const seconds = useSecondsUntil(connection.retryAt);
  const troubled = connection.phase === "waiting" || connection.attempt > 0;
  if (connection.phase === "failed") {
    const text =
      connection.gaveUp === 4001
        ? en.connection.ended
        : connection.gaveUp === 4003
          ? en.connection.banned
          : en.connection.gone;
    return (
      <div className={kit.banner} role="alert" data-testid="connection-banner" data-phase="failed">
        <span>{text}</span>
        <button type="button" className={kit.button} onClick={() => location.reload()}>
          {en.connection.reload}
        </button>
      </div>
    );
  }
  if (!troubled || connection.phase === "ready") return null;
  return (
    <div className={kit.banner} role="status" data-testid="connection-banner" data-phase={connection.phase}>
      <span>{en.connection.reconnecting(connection.phase === "waiting" ? seconds : 0)}</span>
      <button type="button" className={kit.button} onClick={() => app.socket.hint("retry")}>
        {en.connection.retry}
      </button>
    </div>
  );
}
