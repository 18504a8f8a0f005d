import { useEffect, useRef } from "react";
import { en } from "../../i18n/en";
import css from "./Tile.module.css";

/** How loud a track is, told to CSS as `--level` (0 to 1) about 20 times a second, past React. */
export function useLevel(track: MediaStreamTrack | null, element: { current: HTMLElement | null }): void {
  useEffect(() => {
    if (!track) {
      element.current?.style.setProperty("--level", "0");
      return;
    }
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const level = Math.min(1, Math.sqrt(power) * 4);
      element.current?.style.setProperty("--level", level.toFixed(3));
      element.current?.toggleAttribute("data-speaking", level > 0.08);
    }, 50);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [track, element]);
}

export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const element = useRef<HTMLDivElement>(null);
  useLevel(track, element);
  return (
    <div ref={element} className={css.meter} role="img" aria-label={en.prejoin.level}>
      <span />
    </div>
  );
}
