/** How good a link is, as people are told. */
export type LinkQuality = "unknown" | "good" | "fair" | "poor";

/** What was measured on one link between two reports; null where the browser did not say. */
export interface LinkSample {
  roundTripMs: number | null;
  /** Share of packets (0 to 1) that did not arrive here, and at the other side. */
  lossIn: number | null;
  lossOut: number | null;
  jitterMs: number | null;
  receivedBitsPerSecond: number;
  sentBitsPerSecond: number;
  limitedBy: "none" | "cpu" | "bandwidth" | "other";
  /** What the browser believes that the way to the other side bears. */
  availableBitsPerSecond: number | null;
  /** The picture that comes in, if one does. */
  frameHeight: number | null;
  framesPerSecond: number | null;
  /** By way of a TURN server. */
  relayed: boolean;
}

type Entry = Record<string, unknown> & { id: string; type: string };

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

interface Totals {
  at: number;
  received: number;
  lost: number;
  bytesIn: number;
  bytesOut: number;
}

/** Reads one link's reports (W3C webrtc-stats), each against the one before it. */
export class LinkStats {
  private before: Totals | null = null;

  /** `atMs`: when the report was made. */
  read(report: Iterable<Entry>, atMs: number): LinkSample {
    const entries = [...report];
    const of = (type: string) => entries.filter((entry) => entry.type === type);
    const inbound = of("inbound-rtp");
    const outbound = of("outbound-rtp");
    const remote = of("remote-inbound-rtp");
    const sum = (list: Entry[], name: string) => list.reduce((all, entry) => all + (number(entry[name]) ?? 0), 0);
    const most = (list: Entry[], name: string) => {
      const values = list.map((entry) => number(entry[name])).filter((value) => value !== null);
      return values.length > 0 ? Math.max(...values) : null;
    };
    const now: Totals = {
      at: atMs,
      received: sum(inbound, "packetsReceived"),
      lost: sum(inbound, "packetsLost"),
      bytesIn: sum(inbound, "bytesReceived"),
      bytesOut: sum(outbound, "bytesSent"),
    };
    const before = this.before ?? now;
    this.before = now;
    const seconds = Math.max(0.001, (now.at - before.at) / 1000);
    const arrived = now.received - before.received;
    const lost = Math.max(0, now.lost - before.lost);
    const pair = selectedPair(entries);
    const roundTrip = number(pair?.currentRoundTripTime) ?? most(remote, "roundTripTime");
    const jitter = most(inbound, "jitter");
    const picture = inbound.find((entry) => entry.kind === "video" && number(entry.frameHeight));
    const limits = outbound.map((entry) => entry.qualityLimitationReason);
    return {
      roundTripMs: roundTrip === null ? null : Math.round(roundTrip * 1000),
      lossIn: arrived + lost > 0 ? lost / (arrived + lost) : null,
      lossOut: most(remote, "fractionLost"),
      jitterMs: jitter === null ? null : Math.round(jitter * 1000),
      receivedBitsPerSecond: Math.max(0, Math.round(((now.bytesIn - before.bytesIn) * 8) / seconds)),
      sentBitsPerSecond: Math.max(0, Math.round(((now.bytesOut - before.bytesOut) * 8) / seconds)),
      limitedBy: (["bandwidth", "cpu", "other"] as const).find((reason) => limits.includes(reason)) ?? "none",
      availableBitsPerSecond: number(pair?.availableOutgoingBitrate),
      frameHeight: number(picture?.frameHeight),
      framesPerSecond: number(picture?.framesPerSecond),
      relayed: entries.some((entry) => entry.id === pair?.localCandidateId && entry.candidateType === "relay"),
    };
  }
}

function selectedPair(entries: Entry[]): Entry | undefined {
  const transport = entries.find((entry) => entry.type === "transport" && entry.selectedCandidatePairId);
  return entries.find((entry) =>
    transport
      ? entry.id === transport.selectedCandidatePairId
      : entry.type === "candidate-pair" && entry.nominated === true && entry.state === "succeeded",
  );
}

/** People feel about 5 % loss or 400 ms there and back; from 15 % or 800 ms on they stop understanding each other. */
export function qualityOf(sample: LinkSample): LinkQuality {
  const loss = Math.max(sample.lossIn ?? 0, sample.lossOut ?? 0);
  const roundTrip = sample.roundTripMs ?? 0;
  if (sample.roundTripMs === null && sample.lossIn === null) return "unknown";
  if (loss > 0.15 || roundTrip > 800) return "poor";
  if (loss > 0.05 || roundTrip > 400) return "fair";
  return "good";
}
