export type LevelListener = (levels: ReadonlyMap<string, number>) => void;

const tickMs = 100;
/** From this level on somebody is heard to speak. */
export const speakingLevel = 0.08;
const smoothing = 0.4;
/** Who speaks now keeps the stage until another has been louder for this long. */
const patienceTicks = 6;

/** Picks the one who speaks, without jumping at every cough. Pure: fed with levels, tick by tick. */
export class ActiveSpeaker {
  current: string | null = null;
  private readonly smooth = new Map<string, number>();
  private rival: string | null = null;
  private rivalTicks = 0;

  feed(levels: ReadonlyMap<string, number>): string | null {
    let loudest: string | null = null;
    let top = speakingLevel / 2;
    for (const id of [...this.smooth.keys()]) if (!levels.has(id)) this.smooth.delete(id);
    for (const [id, level] of levels) {
      const value = smoothing * level + (1 - smoothing) * (this.smooth.get(id) ?? 0);
      this.smooth.set(id, value);
      if (value > top) [loudest, top] = [id, value];
    }
    if (this.current !== null && !levels.has(this.current)) this.current = null;
    if (loudest === null || loudest === this.current) {
      this.rival = null;
      return this.current;
    }
    this.rivalTicks = loudest === this.rival ? this.rivalTicks + 1 : 1;
    this.rival = loudest;
    if (this.current === null || this.rivalTicks >= patienceTicks) {
      this.current = loudest;
      this.rival = null;
    }
    return this.current;
  }
}

interface Watched {
  track: MediaStreamTrack;
  source: MediaStreamAudioSourceNode;
  analyser: AnalyserNode;
}

/** The window of a tick: 85 ms at 48 kHz, so that next to nothing falls between two ticks. */
const windowSamples = 4096;
const stretchSamples = 1024;

/** From 0 to 1: the loudest stretch (about 20 ms) of a window counts, so that a short sound is seen as well. */
export function loudness(samples: Float32Array): number {
  let loudest = 0;
  for (let begin = 0; begin < samples.length; begin += stretchSamples) {
    const stretch = samples.subarray(begin, begin + stretchSamples);
    let power = 0;
    for (const sample of stretch) power += sample * sample;
    loudest = Math.max(loudest, power / stretch.length);
  }
  return Math.min(1, Math.sqrt(loudest) * 4);
}

/** How loud each track is, ten times a second, told past React: one audio context and one timer for all of them. */
export class LevelMonitor {
  private context: AudioContext | null = null;
  private readonly watched = new Map<string, Watched>();
  private readonly listeners = new Set<LevelListener>();
  private readonly levels = new Map<string, number>();
  private samples = new Float32Array(windowSamples);
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Listens to exactly these tracks from now on. */
  watch(tracks: ReadonlyMap<string, MediaStreamTrack>): void {
    for (const [id, one] of this.watched) if (tracks.get(id) !== one.track) this.drop(id);
    for (const [id, track] of tracks) if (!this.watched.has(id) && track.readyState === "live") this.add(id, track);
    if (this.watched.size > 0) this.timer ??= setInterval(() => this.tick(), tickMs);
    else this.rest();
  }

  /** Calls `listener` ten times a second with levels from 0 to 1; gives the undo. */
  subscribe(listener: LevelListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Browsers hold an audio context back until the person has touched the page. */
  resume(): void {
    if (this.context?.state === "suspended") this.context.resume().catch(() => undefined);
  }

  /** Lets go of everything; it is not used again. */
  close(): void {
    this.watch(new Map());
    this.listeners.clear();
    this.context?.close().catch(() => undefined);
    this.context = null;
  }

  private add(id: string, track: MediaStreamTrack): void {
    this.context ??= new AudioContext();
    this.resume();
    const source = this.context.createMediaStreamSource(new MediaStream([track]));
    const analyser = this.context.createAnalyser();
    analyser.fftSize = this.samples.length;
    source.connect(analyser);
    this.watched.set(id, { track, source, analyser });
  }

  private drop(id: string): void {
    this.watched.get(id)?.source.disconnect();
    this.watched.delete(id);
    this.levels.delete(id);
  }

  /** Nothing to listen to: tells once more, of silence. */
  private rest(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    for (const listener of this.listeners) listener(this.levels);
  }

  private tick(): void {
    for (const [id, { analyser }] of this.watched) {
      analyser.getFloatTimeDomainData(this.samples);
      this.levels.set(id, loudness(this.samples));
    }
    for (const listener of this.listeners) listener(this.levels);
  }
}
