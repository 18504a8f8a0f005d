import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LocalMedia } from "../../src/core/media/local_media";

interface FakeTrack {
  enabled: boolean;
  stopped: boolean;
  onended: (() => void) | null;
  stop(): void;
  clone(): FakeTrack;
}

let opened: FakeTrack[];
/** The browser's questions, in the order in which they were asked. */
let questions: { wish: MediaStreamConstraints; allow(): void; deny(name?: string): void }[];

function track(): FakeTrack {
  const one: FakeTrack = {
    enabled: true,
    stopped: false,
    onended: null,
    stop() {
      one.stopped = true;
    },
    clone: track,
  };
  opened.push(one);
  return one;
}

beforeEach(() => {
  opened = [];
  questions = [];
  const getUserMedia = (wish: MediaStreamConstraints) =>
    new Promise((resolve, reject) => {
      questions.push({
        wish,
        allow: () => resolve({ getTracks: () => [track()] }),
        deny: (name = "NotAllowedError") => reject(new DOMException("no", name)),
      });
    });
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia, enumerateDevices: async () => [], addEventListener: () => undefined },
  });
});
afterEach(() => vi.unstubAllGlobals());

function media(): LocalMedia {
  return new LocalMedia(
    { onView: () => undefined, onTracks: () => undefined },
    { microphone: null, camera: null, speaker: null },
  );
}

test("muting keeps the microphone open and sends silence", async () => {
  const local = media();
  const turningOn = local.setMicrophone(true);
  questions[0]?.allow();
  await turningOn;

  await local.setMicrophone(false);

  expect(local.state.microphone).toBe("muted");
  expect(local.tracks.microphone).toMatchObject({ enabled: false, stopped: false });
});

test("the device chosen is asked for, and another one where it is not there", async () => {
  const local = media();
  await local.choose("camera", "desk");
  const turningOn = local.setCamera(true);

  expect(questions[0]?.wish.video).toMatchObject({ deviceId: { exact: "desk" } });
  questions[0]?.deny("OverconstrainedError");
  await vi.waitFor(() => expect(questions).toHaveLength(2));
  expect(questions[1]?.wish.video).not.toHaveProperty("deviceId");
  questions[1]?.allow();
  await turningOn;

  expect(local.state).toMatchObject({ camera: "on", problem: null });
});

test("turning the camera off lets go of it", async () => {
  const local = media();
  const turningOn = local.setCamera(true);
  questions[0]?.allow();
  await turningOn;

  await local.setCamera(false);

  expect(local.state.camera).toBe("off");
  expect(opened.map(({ stopped }) => stopped)).toEqual([true]);
});

test.each(["allow", "deny"] as const)(
  "who leaves while the browser still asks has nothing open, and hears of no problem: %s",
  async (answer) => {
    const local = media();
    const asking = [local.setMicrophone(true), local.setCamera(true)];

    local.stop();
    for (const question of questions) question[answer]();
    await Promise.all(asking);

    expect(local.state).toMatchObject({ microphone: "off", camera: "off", problem: null });
    expect(local.tracks).toEqual({ microphone: null, camera: null, screen: null, screenAudio: null });
    expect(opened.every(({ stopped }) => stopped)).toBe(true);
  },
);
