import type { LocalTracks } from "../rtc/peer_link";

export type MediaProblem =
  | "denied"
  | "none"
  | "in_use"
  | "unplugged"
  | "insecure"
  | "unsupported"
  | "cancelled"
  | "failed";
export type MediaSource = "microphone" | "camera" | "screen";
export type DeviceChoice = "microphone" | "camera" | "speaker";

export interface MediaView {
  microphone: "off" | "asking" | "on" | "muted";
  camera: "off" | "asking" | "on";
  screen: "off" | "asking" | "on";
  problem: { what: MediaSource; why: MediaProblem } | null;
  devices: { id: string; kind: MediaDeviceKind; label: string }[];
  chosen: Record<DeviceChoice, string | null>;
  /** The own camera, for the own tile; the own screen. */
  cameraTrack: MediaStreamTrack | null;
  screenTrack: MediaStreamTrack | null;
  /** What the others get: silence while muted. */
  microphoneTrack: MediaStreamTrack | null;
  /** The microphone itself, for meters, also while muted. */
  meterTrack: MediaStreamTrack | null;
}

export interface MediaEvents {
  onView(view: MediaView): void;
  onTracks(tracks: LocalTracks): void;
}

export const noMedia: MediaView = {
  microphone: "off",
  camera: "off",
  screen: "off",
  problem: null,
  devices: [],
  chosen: { microphone: null, camera: null, speaker: null },
  cameraTrack: null,
  screenTrack: null,
  microphoneTrack: null,
  meterTrack: null,
};

const cameraWish = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const microphoneWish = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export function problemOf(error: unknown): MediaProblem {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  if (name === "NotReadableError" || name === "AbortError") return "in_use";
  return "failed";
}

/** The own microphone, camera and screen: asked for when they are wanted, let go when they are not. */
export class LocalMedia {
  private view: MediaView = noMedia;
  private screenAudio: MediaStreamTrack | null = null;
  /** Grows when what was asked for before is no longer wanted, however the browser's question is answered. */
  private visit = 0;

  constructor(
    private readonly events: MediaEvents,
    chosen: Record<DeviceChoice, string | null>,
  ) {
    this.view = { ...noMedia, chosen };
    navigator.mediaDevices?.addEventListener("devicechange", () => this.listDevices());
  }

  get state(): MediaView {
    return this.view;
  }

  get tracks(): LocalTracks {
    return {
      microphone: this.view.microphoneTrack,
      camera: this.view.cameraTrack,
      screen: this.view.screenTrack,
      screenAudio: this.screenAudio,
    };
  }

  /** Turns the microphone on; muting keeps it open and sends silence, so that it is back at once. */
  async setMicrophone(on: boolean): Promise<void> {
    const track = this.view.microphoneTrack;
    if (track) {
      track.enabled = on;
      return this.change({ microphone: on ? "on" : "muted" });
    }
    if (!on || this.view.microphone === "asking") return;
    this.change({ microphone: "asking", problem: null });
    const fresh = await this.capture("microphone", microphoneWish);
    this.change({
      microphone: fresh ? "on" : "off",
      meterTrack: fresh,
      microphoneTrack: fresh?.clone() ?? null,
    });
    this.send();
  }

  async setCamera(on: boolean): Promise<void> {
    if (!on) {
      this.view.cameraTrack?.stop();
      this.change({ camera: "off", cameraTrack: null });
      return this.send();
    }
    if (this.view.cameraTrack || this.view.camera === "asking") return;
    this.change({ camera: "asking", problem: null });
    const fresh = await this.capture("camera", cameraWish);
    this.change({ camera: fresh ? "on" : "off", cameraTrack: fresh });
    this.send();
  }

  async setScreen(on: boolean): Promise<void> {
    if (!on) return this.endScreen();
    if (!navigator.mediaDevices?.getDisplayMedia) return this.fail("screen", "unsupported");
    this.change({ screen: "asking", problem: null });
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15 } }, audio: true });
      const track = stream.getVideoTracks()[0] ?? null;
      this.screenAudio = stream.getAudioTracks()[0] ?? null;
      if (track) {
        track.contentHint = "detail";
        track.onended = () => this.endScreen();
      }
      this.change({ screen: track ? "on" : "off", screenTrack: track });
      this.send();
    } catch (error) {
      this.change({ screen: "off" });
      const why = problemOf(error);
      this.fail("screen", why === "denied" ? "cancelled" : why);
    }
  }

  /** Takes another device from now on, at once where one is open. */
  async choose(what: DeviceChoice, id: string | null): Promise<void> {
    this.change({ chosen: { ...this.view.chosen, [what]: id } });
    if (what === "microphone" && this.view.microphoneTrack) {
      const wasMuted = this.view.microphone === "muted";
      this.closeMicrophone();
      await this.setMicrophone(true);
      if (wasMuted) await this.setMicrophone(false);
    } else if (what === "camera" && this.view.cameraTrack) {
      await this.setCamera(false);
      await this.setCamera(true);
    }
  }

  async listDevices(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.change({ devices: all.map((one) => ({ id: one.deviceId, kind: one.kind, label: one.label })) });
  }

  clearProblem(): void {
    this.change({ problem: null });
  }

  stop(): void {
    this.visit += 1;
    this.closeMicrophone();
    this.view.cameraTrack?.stop();
    this.change({ camera: "off", cameraTrack: null });
    this.endScreen();
  }

  /** Asks for the device chosen; one that is not there today gives way to another. An `ideal` one browsers may pass over. */
  private async open(what: "microphone" | "camera", wish: MediaTrackConstraints): Promise<MediaStreamTrack | null> {
    const ask = async (constraints: MediaTrackConstraints) => {
      const wanted = what === "microphone" ? { audio: constraints } : { video: constraints };
      return (await navigator.mediaDevices.getUserMedia(wanted)).getTracks()[0] ?? null;
    };
    const id = this.view.chosen[what];
    if (!id) return ask(wish);
    return ask({ ...wish, deviceId: { exact: id } }).catch((error: Error) => {
      if (error.name === "OverconstrainedError" || error.name === "NotFoundError") return ask(wish);
      throw error;
    });
  }

  private async capture(what: "microphone" | "camera", wish: MediaTrackConstraints): Promise<MediaStreamTrack | null> {
    if (!navigator.mediaDevices) {
      this.fail(what, window.isSecureContext ? "unsupported" : "insecure");
      return null;
    }
    const { visit } = this;
    try {
      const track = await this.open(what, wish);
      if (visit !== this.visit) {
        track?.stop();
        return null;
      }
      if (track) track.onended = () => this.unplugged(what, track);
      void this.listDevices();
      return track;
    } catch (error) {
      if (visit === this.visit) this.fail(what, problemOf(error));
      return null;
    }
  }

  private unplugged(what: "microphone" | "camera", track: MediaStreamTrack): void {
    if (what === "microphone" && this.view.meterTrack === track) this.closeMicrophone();
    else if (what === "camera" && this.view.cameraTrack === track) this.change({ camera: "off", cameraTrack: null });
    else return;
    this.fail(what, "unplugged");
    this.send();
  }

  private closeMicrophone(): void {
    this.view.microphoneTrack?.stop();
    this.view.meterTrack?.stop();
    this.change({ microphone: "off", microphoneTrack: null, meterTrack: null });
  }

  private endScreen(): void {
    this.view.screenTrack?.stop();
    this.screenAudio?.stop();
    this.screenAudio = null;
    this.change({ screen: "off", screenTrack: null });
    this.send();
  }

  private fail(what: MediaSource, why: MediaProblem): void {
    this.change({ problem: { what, why } });
  }

  private change(part: Partial<MediaView>): void {
    this.view = { ...this.view, ...part };
    this.events.onView(this.view);
  }

  private send(): void {
    this.events.onTracks(this.tracks);
  }
}
