import { useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./MediaNotice.module.css";

interface Voice {
  key: string;
  track: MediaStreamTrack;
  volume: number;
}

/** Plays what the others say. A track that no element plays is not even decoded. */
export function Sound() {
  const t = useText();
  const lobby = useApp((state) => state.lobby);
  const peers = useApp((state) => state.peers);
  const volumes = useApp((state) => state.volumes);
  const deafened = useApp((state) => state.deafened);
  const speaker = useApp((state) => state.media.chosen.speaker);
  const [blocked, setBlocked] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const voices: Voice[] = [...(lobby?.participants.values() ?? [])].flatMap((one) => {
    const tracks = peers.get(one.id)?.tracks;
    // What a moderator has muted is silent on every page, whatever the other page sends.
    const volume = one.muted_by_moderator ? 0 : (volumes.get(one.person_id) ?? 1);
    return [
      ...(tracks?.microphone ? [{ key: `${one.id}.m`, track: tracks.microphone, volume }] : []),
      ...(tracks?.screenAudio ? [{ key: `${one.id}.s`, track: tracks.screenAudio, volume }] : []),
    ];
  });
  const unblock = () => {
    setBlocked(false);
    for (const element of box.current?.querySelectorAll("audio") ?? []) play(element, () => setBlocked(true));
  };
  return (
    <div ref={box}>
      {voices.map((voice) => (
        <Player
          key={voice.key}
          track={voice.track}
          volume={deafened ? 0 : voice.volume}
          speaker={speaker}
          onBlocked={() => setBlocked(true)}
        />
      ))}
      {blocked && (
        <div className={css.notice} role="alert" data-testid="sound-blocked">
          <p>{t.lobby.startAudio}</p>
          <button type="button" className={kit.button} onClick={unblock}>
            {t.lobby.startAudioButton}
          </button>
        </div>
      )}
    </div>
  );
}

function play(element: HTMLAudioElement, blocked: () => void): void {
  element.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotAllowedError") blocked();
  });
}

interface PlayerProps {
  track: MediaStreamTrack;
  volume: number;
  speaker: string | null;
  onBlocked: () => void;
}

function Player({ track, volume, speaker, onBlocked }: PlayerProps) {
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
  useEffect(() => {
    if (!element.current) return;
    element.current.volume = volume;
    // iOS ignores the volume, but not this.
    element.current.muted = volume === 0;
  }, [volume]);
  useEffect(() => {
    element.current?.setSinkId?.(speaker ?? "").catch(() => undefined);
  }, [speaker]);
  // biome-ignore lint/a11y/useMediaCaption: live speech; captions are the transcripts' part.
  return <audio ref={element} autoPlay />;
}
