import type { Page } from "@playwright/test";
import type { TestBot } from "./provider";

interface Mouth {
  toLobby(type: string, data: object): Promise<void>;
  connection: RTCPeerConnection;
  settled: Promise<void>;
}

/** Run in the page that is the mouth: makes the first offer, as bots do, with a tone for its microphone. */
async function openMouth(): Promise<void> {
  const mouth = window as unknown as Mouth;
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  const connection = new RTCPeerConnection();
  mouth.connection = connection;
  connection.onicecandidate = ({ candidate }) =>
    void mouth.toLobby("relay_ice_candidate", { candidate: candidate?.toJSON() ?? null });
  const [voice] = out.stream.getAudioTracks();
  if (!voice) throw new Error("no voice");
  connection.addTransceiver(voice);
  for (const kind of ["video", "video", "audio"]) connection.addTransceiver(kind);
  await connection.setLocalDescription();
  const { type, sdp } = connection.localDescription ?? {};
  await mouth.toLobby("relay_session_description", { description: { type, sdp } });
}

/**
 * Lets a bot be heard by one participant, by a real connection: a page that is nobody in the lobby is its mouth, and
 * the bot passes on what both have to agree on. The tone does not rest.
 */
export async function speak(bot: TestBot, mouth: Page, to: string): Promise<void> {
  const negotiation = Date.now();
  await mouth.exposeFunction("toLobby", (type: string, data: object) => bot.ask(type, { to, negotiation, ...data }));
  bot.listen((type, data) => {
    if (type === "session_description")
      void mouth.evaluate((answer) => {
        const { connection } = window as unknown as Mouth;
        (window as unknown as Mouth).settled = connection.setRemoteDescription(answer as RTCSessionDescriptionInit);
      }, data.description);
    if (type === "ice_candidate" && data.candidate)
      void mouth.evaluate(async (candidate) => {
        const { connection, settled } = window as unknown as Mouth;
        await settled;
        await connection.addIceCandidate(candidate as RTCIceCandidateInit);
      }, data.candidate);
  });
  await mouth.evaluate(openMouth);
  await bot.ask("update_participant", { media: { microphone: true, camera: false, screen: false } });
}
