import { useEffect, useRef } from "react";
import { LevelMonitor } from "../../core/media/levels";
import { useText } from "../../i18n/text";
import css from "./LevelMeter.module.css";

/** How loud a microphone is, before there is a call. */
export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const t = useText();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const bar = element.current;
    if (!bar || !track) return;
    const monitor = new LevelMonitor();
    const undo = monitor.subscribe((levels) => bar.style.setProperty("--level", (levels.get("me") ?? 0).toFixed(3)));
    monitor.watch(new Map([["me", track]]));
    const resume = () => monitor.resume();
    window.addEventListener("pointerdown", resume);
    return () => {
      window.removeEventListener("pointerdown", resume);
      undo();
      monitor.close();
      bar.style.setProperty("--level", "0");
    };
  }, [track]);
  return (
    <div ref={element} className={css.meter} role="img" aria-label={t.prejoin.level} data-testid="level-meter">
      <span />
    </div>
  );
}
