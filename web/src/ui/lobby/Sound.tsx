import { useEffect, useRef, useState } from "react";
import { en } from "../../i18n/en";
import kit from "../kit.module.css";

function play(element: HTMLAudioElement, blocked: () => void): void {
  element.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotAllowedError") blocked();
  });
}

/** Plays what the others say. A track that no element plays is not even decoded. */
export function Sound({ tracks }: { tracks: [id: string, track: MediaStreamTrack][] }) {
  const [blocked, setBlocked] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const unblock = () => {
    setBlocked(false);
    for (const element of box.current?.querySelectorAll("audio") ?? []) play(element, () => setBlocked(true));
  };
  return (
    <div ref={box}>
      {tracks.map(([id, track]) => (
        <Voice key={id} track={track} onBlocked={() => setBlocked(true)} />
      ))}
      {blocked && (
        <div className={kit.banner} role="alert">
          <span>{en.lobby.startAudio}</span>
          <button type="button" className={kit.button} onClick={unblock}>
            {en.lobby.startAudioButton}
          </button>
        </div>
      )}
    </div>
  );
}

function Voice({ track, onBlocked }: { track: MediaStreamTrack; onBlocked: () => void }) {
  const element = useRef<HTMLAudioElement>(null);
  const told = useRef(onBlocked);
  told.current = onBlocked;
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    audio.srcObject = new MediaStream([track]);
    play(audio, () => told.current());
    return () => {
      audio.srcObject = null;
    };
  }, [track]);
  // biome-ignore lint/a11y/useMediaCaption: live speech; captions are the transcripts' part.
  return <audio ref={element} autoPlay />;
}
