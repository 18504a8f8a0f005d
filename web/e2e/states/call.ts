import { expect, type Page } from "@playwright/test";
import type { State } from "./theatre";

const links = (page: Page, state: string) => page.locator(`[data-testid=tile][data-link=${state}]`);

/** A page whose connections never come to an offer or an answer. */
function neverConnects(): void {
  localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
  RTCPeerConnection.prototype.setLocalDescription = () => new Promise(() => undefined);
}

/** Keeps the page's connections at hand, so that the test can say what the network does to them. */
function keepsLinks(): void {
  localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
  const kept: RTCPeerConnection[] = [];
  Object.assign(window, { links: kept });
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(settings?: RTCConfiguration) {
      super(settings);
      kept.push(this);
    }
  };
}

/** Keeps the locks that the page gets at hand. */
function keepsLocks(): void {
  localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
  const kept: WakeLockSentinel[] = [];
  Object.assign(window, { locks: kept });
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = async function (type) {
    const lock = await request.call(this, type);
    kept.push(lock);
    return lock;
  };
}

function tellState(page: Page, state: string): Promise<void> {
  return page.evaluate((told) => {
    for (const link of (window as unknown as { links: RTCPeerConnection[] }).links) {
      Object.defineProperty(link, "connectionState", { value: told, configurable: true });
      link.onconnectionstatechange?.(new Event("connectionstatechange"));
    }
  }, state);
}

/** Fails link after link, until the page tries no more by itself. */
function failForGood(page: Page): Promise<void> {
  const tellAgain = async () => {
    await tellState(page, "failed");
    return links(page, "failed").count();
  };
  return expect.poll(tellAgain, { intervals: [50] }).toBe(1);
}

export const callStates: State[] = [
  {
    name: "call: three people, camera and names",
    async arrange(theatre) {
      const { lobby, me, other } = await theatre.pair();
      const third = await theatre.inside(lobby, "Cleo Wintermann");
      for (const page of [me, other, third]) await page.getByTestId("toggle-camera").click();
      await third.getByTestId("toggle-hand").click();
      await expect(links(me, "connected")).toHaveCount(2);
      await expect(me.locator("[data-testid=tile] video")).toHaveCount(3);
      await expect(me.getByRole("article", { name: "Cleo Wintermann" }).getByLabel("hand raised")).toBeVisible();
      await expect(me.getByRole("article", { name: "Ann (you)" })).toBeVisible();
      return me;
    },
  },
  {
    name: "call: a shared screen takes the room by itself",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await other.getByTestId("toggle-screen").click();
      await expect(me.getByTestId("screen-tile")).toHaveAttribute("data-large", "true");
      const [screen, tile] = await Promise.all([
        me.getByTestId("screen-tile").boundingBox(),
        me.getByTestId("tile").first().boundingBox(),
      ]);
      expect((screen?.height ?? 0) / (tile?.height ?? 1)).toBeGreaterThan(2);
      return me;
    },
  },
  {
    name: "call: pinned, and let go again",
    async arrange(theatre) {
      const { me } = await theatre.pair();
      const bob = me.getByRole("article", { name: "Bob" });
      const press = async (item: string) => {
        await bob.getByTestId("tile-menu").click();
        await me.getByRole("button", { name: item, exact: true }).click();
      };
      await press("Pin");
      await expect(bob).toHaveAttribute("data-large", "true");
      await press("Unpin");
      await expect(bob).not.toHaveAttribute("data-large", "true");
      await press("Pin");
      await expect(bob.getByLabel("pinned")).toBeVisible();
      return me;
    },
  },
  {
    name: "call: who speaks is large, if one likes it so",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await other.getByTestId("toggle-microphone").click();
      await me.getByTestId("more").click();
      await me.getByText("Speaker large").click();
      await me.keyboard.press("Escape");
      await expect(me.getByRole("article", { name: "Bob" })).toHaveAttribute("data-large", "true");
      // The sound of the test's microphone lasts a tenth of a second: every picture is looked at, not a few in a second.
      await me.waitForFunction(
        () => document.querySelectorAll("[data-testid=tile][data-speaking]").length === 1,
        null,
        {
          polling: "raf",
          timeout: 15_000,
        },
      );
      return me;
    },
  },
  {
    name: "call: a person's options: volume, link, what it measures",
    async arrange(theatre) {
      const { me } = await theatre.pair();
      await expect(links(me, "connected")).toHaveCount(1);
      await me.getByRole("article", { name: "Bob" }).getByTestId("tile-menu").click();
      const volume = me.getByRole("slider", { name: "Volume for you" });
      await volume.fill("0");
      await expect(me.getByRole("article", { name: "Bob" }).getByLabel("silenced for you")).toBeVisible();
      expect(
        await me
          .locator("audio")
          .first()
          .evaluate((audio: HTMLAudioElement) => audio.muted),
      ).toBe(true);
      await expect(me.getByTestId("link-details")).toBeVisible();
      return me;
    },
  },
  {
    name: "call: another microphone, taken in the call",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await me.getByTestId("toggle-microphone").click();
      const heard = () =>
        other.evaluate(async () => {
          const reports = Object.values(await window.parlor.stats()).flat();
          return reports.reduce(
            (sum, one) => sum + (one.type === "inbound-rtp" ? Number(one.totalAudioEnergy ?? 0) : 0),
            0,
          );
        });
      await expect.poll(heard).toBeGreaterThan(0);
      await me.getByTestId("more").click();
      await me.getByRole("button", { name: "Settings", exact: true }).click();
      const microphones = me.getByTestId("choose-microphone");
      await expect.poll(() => microphones.locator("option").count()).toBeGreaterThan(2);
      const wanted = await microphones.locator("option").last().textContent();
      await microphones.selectOption({ index: (await microphones.locator("option").count()) - 1 });
      const used = () => me.evaluate(() => window.parlor.state().media.microphoneTrack?.label ?? "");
      await expect.poll(used).toBe(wanted);
      // Over the same link: the other one hears on.
      const before = await heard();
      await expect.poll(heard).toBeGreaterThan(before);
      return me;
    },
  },
  {
    name: "call: deafened, and muted with it",
    async arrange(theatre) {
      const { me } = await theatre.pair();
      await me.getByTestId("toggle-microphone").click();
      await expect(me.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
      await me.getByTestId("deafen").click();
      await expect(me.getByRole("button", { name: "Hear everybody again" })).toBeVisible();
      await expect(me.getByRole("button", { name: "Unmute" })).toBeVisible();
      expect(await me.locator("audio").evaluateAll((all) => all.every((one) => (one as HTMLAudioElement).muted))).toBe(
        true,
      );
      return me;
    },
  },
  {
    name: "call: a picture taken out of the page (picture in picture)",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await other.getByTestId("toggle-camera").click();
      const bob = me.getByRole("article", { name: "Bob" });
      await expect(bob.locator("video")).toHaveCount(1);
      await bob.getByTestId("tile-menu").click();
      await me.getByTestId("picture-in-picture").click();
      const outside = () => me.evaluate(() => document.pictureInPictureElement?.closest("article")?.ariaLabel ?? "");
      await expect.poll(outside).toBe("Bob");
      await expect(me.getByTestId("picture-in-picture")).toHaveCount(0);
      // Its window is the browser's own; the page is told when it is closed.
      await me.evaluate(() => document.exitPictureInPicture());
      await expect.poll(outside).toBe("");
      await bob.getByTestId("tile-menu").click();
      await expect(me.getByTestId("picture-in-picture")).toBeVisible();
      return me;
    },
  },
  {
    name: "call: keeps the screen awake, and lets it sleep again",
    async arrange(theatre) {
      const lobby = await theatre.server.makeLobby();
      const me = await theatre.inside(lobby, "Ann", { script: keepsLocks, permissions: ["screen-wake-lock"] });
      const held = () =>
        me.evaluate(() => (window as unknown as { locks: WakeLockSentinel[] }).locks.map((one) => !one.released));
      await expect.poll(held).toEqual([true]);
      // What a browser does with a page out of sight, and when it is back: headless Chromium hides none.
      await me.evaluate(() => (window as unknown as { locks: WakeLockSentinel[] }).locks[0]?.release());
      await me.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await expect.poll(held).toEqual([false, true]);
      await me.getByTestId("leave").click();
      await expect.poll(held).toEqual([false, false]);
      return me;
    },
  },
  {
    name: "peer: connecting",
    async arrange(theatre) {
      const { me } = await theatre.pair({}, { script: neverConnects });
      await expect(links(me, "connecting")).toContainText("connecting …");
      return me;
    },
  },
  {
    name: "peer: poor connection",
    async arrange(theatre) {
      const { me } = await theatre.pair({
        script: () => {
          localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
          const pair = {
            id: "pair",
            type: "candidate-pair",
            nominated: true,
            state: "succeeded",
            currentRoundTripTime: 1.2,
          };
          RTCPeerConnection.prototype.getStats = async () => new Map([["pair", pair]]) as unknown as RTCStatsReport;
        },
      });
      await expect(me.locator("[data-testid=quality][data-quality=poor]")).toHaveAccessibleName("Poor connection");
      return me;
    },
  },
  {
    name: "peer: reconnecting, and connected again",
    async arrange(theatre) {
      const { me } = await theatre.pair({ script: keepsLinks });
      await expect(links(me, "connected")).toHaveCount(1);
      await tellState(me, "disconnected");
      await expect(links(me, "reconnecting")).toHaveCount(1);
      await tellState(me, "connected");
      await expect(links(me, "connected")).toHaveCount(1);
      await tellState(me, "disconnected");
      await expect(links(me, "reconnecting")).toContainText("reconnecting …");
      return me;
    },
  },
  {
    name: "peer: failed, with Retry link",
    complains: /a peer connection failed/,
    async arrange(theatre) {
      const { me } = await theatre.pair({ script: keepsLinks }, { script: neverConnects });
      await failForGood(me);
      await me.getByTestId("retry-link").click();
      await expect(links(me, "connecting")).toHaveCount(1);
      await failForGood(me);
      await expect(me.getByTestId("retry-link")).toHaveText("Retry link");
      return me;
    },
  },
];
