import { useEffect, useRef } from "react";
import css from "./Tile.module.css";

/** Shows a video track. Without sound: that is played once, by Sound. */
export function Video({
  track,
  label,
  mirrored = false,
  fit = "cover",
}: {
  track: MediaStreamTrack;
  label: string;
  mirrored?: boolean;
  fit?: "cover" | "contain";
}) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = new MediaStream([track]);
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={element}
      className={css.video}
      data-mirrored={mirrored || undefined}
      data-fit={fit}
      aria-label={label}
      autoPlay
      playsInline
      muted
    />
  );
}
