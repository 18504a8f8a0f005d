import type { Participant } from "../../src/core/ws/protocol.generated";

/** Somebody of a crowd that no server has to carry: what a page sees of them is all there is. */
export function member(index: number): Participant {
  return {
    id: `crowd_member_number_${index}`,
    person_id: `crowd_person_number_${index}`,
    name: `Member ${index}`,
    kind: "person",
    role: "member",
    media: { microphone: true, camera: false, screen: false },
    hand: false,
    away: false,
    online: true,
    muted_by_moderator: false,
    joined_at: index,
  };
}

declare global {
  interface Window {
    /** How long each tick of the levels took, in ms; how often React committed. */
    ticks: number[];
    commits: number;
  }
}

/**
 * Run before the page's own scripts: connections that stand at once and bring a voice that never rests, so that the
 * page has 24 levels to follow; and a look at every tick of its levels and every commit of React.
 */
export function preparePage(): void {
  localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
  window.ticks = [];
  window.commits = 0;
  const levelTickMs = 100;
  const realInterval = window.setInterval.bind(window);
  window.setInterval = ((run: () => void, ms?: number) =>
    realInterval(() => {
      const begun = performance.now();
      run();
      if (ms === levelTickMs) window.ticks.push(performance.now() - begun);
    }, ms)) as typeof window.setInterval;
  Object.assign(window, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberRoot: () => {
        window.commits += 1;
      },
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
    },
  });
  let context: AudioContext | null = null;
  const voice = (): MediaStreamTrack | undefined => {
    context ??= new AudioContext();
    const [tone, swell, depth] = [context.createOscillator(), context.createOscillator(), context.createGain()];
    const out = context.createMediaStreamDestination();
    const gain = context.createGain();
    swell.frequency.value = 1 + Math.random() * 3;
    swell.connect(depth).connect(gain.gain);
    depth.gain.value = 0.3;
    tone.connect(gain).connect(out);
    tone.start();
    swell.start();
    return out.stream.getAudioTracks()[0];
  };
  class StandingConnection {
    connectionState = "new";
    signalingState = "stable";
    localDescription: { type: string; sdp: string } | null = null;
    remoteDescription = null;
    onconnectionstatechange: (() => void) | null = null;
    ontrack: ((event: unknown) => void) | null = null;
    onicecandidate = null;
    onnegotiationneeded: (() => void) | null = null;
    private readonly transceivers = [0, 1, 2, 3].map(() => ({
      direction: "sendrecv",
      sender: {
        track: null,
        replaceTrack: async () => undefined,
        getParameters: () => ({ encodings: [{}] }),
        setParameters: async () => undefined,
      },
    }));
    constructor() {
      setTimeout(() => {
        this.connectionState = "connected";
        this.onconnectionstatechange?.();
        this.ontrack?.({ transceiver: this.transceivers[0], track: voice() });
      }, 50);
    }
    addTransceiver() {}
    getTransceivers() {
      return this.transceivers;
    }
    async setLocalDescription() {}
    async setRemoteDescription() {}
    async addIceCandidate() {}
    restartIce() {}
    async getStats() {
      return new Map();
    }
    close() {}
  }
  Object.assign(window, { RTCPeerConnection: StandingConnection });
}
