import type { LocalTracks } from "../rtc/peer_link";

export type MediaProblem = "denied" | "none" | "in_use" | "insecure" | "unsupported" | "failed";

export interface MediaView {
  microphone: "off" | "asking" | "on" | "muted";
  camera: "off" | "asking" | "on";
  screen: "off" | "asking" | "on";
  problem: { what: "microphone" | "camera" | "screen"; why: MediaProblem } | null;
  devices: { id: string; kind: MediaDeviceKind; label: string }[];
  microphoneId: string | null;
  cameraId: string | null;
  /** The own camera, for the own tile; the own screen. */
  cameraTrack: MediaStreamTrack | null;
  screenTrack: MediaStreamTrack | null;
  microphoneTrack: MediaStreamTrack | null;
}

export interface MediaEvents {
  onView(view: MediaView): void;
  onTracks(tracks: LocalTracks): void;
}

const kept = { microphone: "parlor.microphone", camera: "parlor.camera" };

function problemOf(error: unknown): MediaProblem {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  if (name === "NotReadableError" || name === "AbortError") return "in_use";
  return "failed";
}

/** The own microphone, camera and screen: asked for when they are wanted, let go when they are not. */
export class LocalMedia {
  private view: MediaView = {
    microphone: "off",
    camera: "off",
    screen: "off",
    problem: null,
    devices: [],
    microphoneId: localStorage.getItem(kept.microphone),
    cameraId: localStorage.getItem(kept.camera),
    cameraTrack: null,
    screenTrack: null,
    microphoneTrack: null,
  };
  private screenAudio: MediaStreamTrack | null = null;

  constructor(private readonly events: MediaEvents) {
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
    if (!on) return;
    this.change({ microphone: "asking", problem: null });
    const fresh = await this.capture("microphone", {
      audio: { ...this.chosen(this.view.microphoneId), echoCancellation: true, noiseSuppression: true },
    });
    this.change({ microphone: fresh ? "on" : "off", microphoneTrack: fresh });
    this.send();
  }

  async setCamera(on: boolean): Promise<void> {
    if (!on) {
      this.view.cameraTrack?.stop();
      this.change({ camera: "off", cameraTrack: null });
      return this.send();
    }
    if (this.view.cameraTrack) return;
    this.change({ camera: "asking", problem: null });
    const fresh = await this.capture("camera", {
      video: {
        ...this.chosen(this.view.cameraId),
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 30 },
      },
    });
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
      // Closing the browser's own dialogue is no problem to tell of.
      if (problemOf(error) !== "denied") this.fail("screen", problemOf(error));
    }
  }

  /** Takes another device from now on, at once where one is open. */
  async choose(what: "microphone" | "camera", id: string): Promise<void> {
    localStorage.setItem(kept[what], id);
    if (what === "microphone") {
      this.change({ microphoneId: id });
      const wasOn = this.view.microphone === "on";
      if (!this.view.microphoneTrack) return;
      this.view.microphoneTrack.stop();
      this.change({ microphoneTrack: null });
      await this.setMicrophone(true);
      if (!wasOn) await this.setMicrophone(false);
    } else {
      this.change({ cameraId: id });
      if (!this.view.cameraTrack) return;
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
    for (const track of Object.values(this.tracks)) track?.stop();
    this.screenAudio = null;
    this.change({
      microphone: "off",
      camera: "off",
      screen: "off",
      microphoneTrack: null,
      cameraTrack: null,
      screenTrack: null,
    });
    this.send();
  }

  private chosen(id: string | null): MediaTrackConstraints {
    return id ? { deviceId: { ideal: id } } : {};
  }

  private async capture(what: "microphone" | "camera", wish: MediaStreamConstraints): Promise<MediaStreamTrack | null> {
    if (!navigator.mediaDevices) {
      this.fail(what, window.isSecureContext ? "unsupported" : "insecure");
      return null;
    }
    try {
      const track = (await navigator.mediaDevices.getUserMedia(wish)).getTracks()[0] ?? null;
      if (track) track.onended = () => this.unplugged(what, track);
      void this.listDevices();
      return track;
    } catch (error) {
      this.fail(what, problemOf(error));
      return null;
    }
  }

  private unplugged(what: "microphone" | "camera", track: MediaStreamTrack): void {
    if (what === "microphone" && this.view.microphoneTrack === track)
      this.change({ microphone: "off", microphoneTrack: null });
    else if (what === "camera" && this.view.cameraTrack === track) this.change({ camera: "off", cameraTrack: null });
    else return;
    this.fail(what, "none");
    this.send();
  }

  private endScreen(): void {
    this.view.screenTrack?.stop();
    this.screenAudio?.stop();
    this.screenAudio = null;
    this.change({ screen: "off", screenTrack: null });
    this.send();
  }

  private fail(what: "microphone" | "camera" | "screen", why: MediaProblem): void {
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
