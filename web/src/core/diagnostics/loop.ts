/** What was measured over a connection of this page with itself. */
export interface LoopResult {
  roundTripMs: number;
  /** Share of packets that did not come back, 0 to 1. */
  loss: number;
}

const packets = 50;
const packetEveryMs = 20;
const lastPacketMs = 500;

function exchange(one: RTCPeerConnection, other: RTCPeerConnection): void {
  one.onicecandidate = ({ candidate }) => void other.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  other.onicecandidate = ({ candidate }) => void one.addIceCandidate(candidate ?? undefined).catch(() => undefined);
}

function opened(channel: RTCDataChannel, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no connection in time")), ms);
    channel.onopen = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

async function measure(channel: RTCDataChannel): Promise<LoopResult> {
  const times: number[] = [];
  channel.onmessage = ({ data }) => times.push(performance.now() - Number(data));
  for (let sent = 0; sent < packets; sent += 1) {
    channel.send(String(performance.now()));
    await new Promise((resolve) => setTimeout(resolve, packetEveryMs));
  }
  await new Promise((resolve) => setTimeout(resolve, times.length === packets ? 0 : lastPacketMs));
  times.sort((a, b) => a - b);
  return { roundTripMs: Math.round(times[times.length >> 1] ?? 0), loss: 1 - times.length / packets };
}

/**
 * Connects the page with itself, by way of a relay if `relay` says so, and sends packets that nobody repeats when they
 * get lost. Rejects where no connection stands within `patienceMs`.
 */
export async function loop(iceServers: RTCIceServer[], relay: boolean, patienceMs: number): Promise<LoopResult> {
  const settings: RTCConfiguration = { iceServers, iceTransportPolicy: relay ? "relay" : "all" };
  const one = new RTCPeerConnection(settings);
  const other = new RTCPeerConnection(settings);
  try {
    exchange(one, other);
    other.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data);
    };
    const channel = one.createDataChannel("loop", { ordered: false, maxRetransmits: 0 });
    await one.setLocalDescription();
    if (one.localDescription) await other.setRemoteDescription(one.localDescription);
    await other.setLocalDescription();
    if (other.localDescription) await one.setRemoteDescription(other.localDescription);
    await opened(channel, patienceMs);
    return await measure(channel);
  } finally {
    one.close();
    other.close();
  }
}

/**
 * Whether STUN servers answer: one tells this page its address as seen from outside (a "server reflexive" candidate), or all have
 * answered and it is the address that the page has anyway, of which browsers make no second candidate.
 */
export async function stunAnswers(iceServers: RTCIceServer[], patienceMs: number): Promise<boolean> {
  const connection = new RTCPeerConnection({ iceServers });
  try {
    connection.createDataChannel("stun");
    const found = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), patienceMs);
      let failed = false;
      connection.onicecandidateerror = () => {
        failed = true;
      };
      connection.onicecandidate = ({ candidate }) => {
        if (candidate && candidate.type !== "srflx") return;
        clearTimeout(timer);
        resolve(candidate !== null || !failed);
      };
    });
    await connection.setLocalDescription();
    return await found;
  } finally {
    connection.close();
  }
}
