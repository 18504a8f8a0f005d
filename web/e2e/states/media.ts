import { expect, type Page } from "@playwright/test";
import type { State, Theatre } from "./theatre";

function problem(page: Page, why: string) {
  return page.locator(`[data-testid=media-problem][data-why=${why}]`);
}

/** Presses the microphone's button at the door of a lobby whose page has been prepared. */
async function askedAtTheDoor(theatre: Theatre, script: () => void): Promise<Page> {
  const page = await theatre.door(await theatre.server.makeLobby(), { script });
  await page.getByTestId("toggle-microphone").click();
  return page;
}

export const mediaStates: State[] = [
  {
    name: "media: the browser's question is open",
    async arrange(theatre) {
      const page = await askedAtTheDoor(theatre, () => {
        localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
        navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
      });
      await expect(page.getByTestId("media-asking")).toContainText("Your browser asks");
      return page;
    },
  },
  {
    name: "media: denied, with the steps for this browser",
    async arrange(theatre) {
      const page = await askedAtTheDoor(theatre, () => {
        localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      });
      await expect(problem(page, "denied")).toContainText("Choose the sign left of the address");
      await expect(problem(page, "denied").getByRole("button", { name: "Try again" })).toBeVisible();
      return page;
    },
  },
  {
    name: "media: no devices",
    async arrange(theatre) {
      const page = await askedAtTheDoor(theatre, () => {
        localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotFoundError"));
      });
      await expect(problem(page, "none")).toContainText("No such device was found.");
      return page;
    },
  },
  {
    name: "media: in use by another program, and free on the next try",
    async arrange(theatre) {
      const page = await askedAtTheDoor(theatre, () => {
        localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
        const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        let asked = 0;
        navigator.mediaDevices.getUserMedia = (wish) => {
          asked += 1;
          return asked === 2 ? real(wish) : Promise.reject(new DOMException("no", "NotReadableError"));
        };
      });
      await problem(page, "in_use").getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
      await page.getByTestId("toggle-camera").click();
      await expect(problem(page, "in_use")).toContainText("Another program uses it.");
      return page;
    },
  },
  {
    name: "media: unplugged in the call, and another one taken",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      const unplug = () =>
        page.evaluate(() => {
          const track = window.parlor.state().media.meterTrack;
          track?.stop();
          track?.dispatchEvent(new Event("ended"));
        });
      await page.getByTestId("toggle-microphone").click();
      await expect(page.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
      await unplug();
      await problem(page, "unplugged").getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
      await unplug();
      await expect(problem(page, "unplugged")).toContainText("The device is gone.");
      return page;
    },
  },
  {
    name: "media: insecure origin",
    async arrange(theatre) {
      const page = await askedAtTheDoor(theatre, () => {
        Object.defineProperty(navigator, "mediaDevices", { value: undefined });
        Object.defineProperty(window, "isSecureContext", { value: false });
      });
      await expect(problem(page, "insecure")).toContainText("secure pages (https) only");
      await expect(page.getByRole("button", { name: "Enter without microphone and camera" })).toBeEnabled();
      return page;
    },
  },
  {
    name: "media: sound is held back until a press",
    async arrange(theatre) {
      const { me } = await theatre.pair({
        script: () => {
          localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
          const real = HTMLAudioElement.prototype.play;
          HTMLAudioElement.prototype.play = function (this: HTMLAudioElement) {
            if (navigator.userActivation.isActive && document.querySelector("[data-testid=sound-blocked]"))
              return real.call(this);
            return Promise.reject(new DOMException("no", "NotAllowedError"));
          };
        },
      });
      await expect(me.getByTestId("sound-blocked")).toContainText("Your browser holds the sound back.");
      await expect(me.getByRole("button", { name: "Play sound" })).toBeVisible();
      return me;
    },
  },
  {
    name: "media: one speaks and is muted",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.getByTestId("toggle-microphone").click();
      await page.getByRole("button", { name: "Mute", exact: true }).click();
      await expect(page.getByTestId("muted-speaking")).toContainText("You are muted.");
      return page;
    },
  },
  {
    name: "share: cancelled",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann", {
        script: () => {
          localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
          navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
        },
      });
      await page.getByTestId("toggle-screen").click();
      await expect(problem(page, "cancelled")).toContainText("Nothing was chosen.");
      return page;
    },
  },
  {
    name: "share: unsupported",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann", {
        script: () => {
          localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
          Object.defineProperty(navigator.mediaDevices, "getDisplayMedia", { value: undefined });
        },
      });
      await page.getByTestId("toggle-screen").click();
      await expect(problem(page, "unsupported")).toContainText("This browser can't do that.");
      return page;
    },
  },
  {
    name: "share: ended by the browser's own button",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.getByTestId("toggle-screen").click();
      await expect(page.getByTestId("screen-tile")).toBeVisible();
      await page.evaluate(() => {
        const track = window.parlor.state().media.screenTrack;
        track?.stop();
        track?.dispatchEvent(new Event("ended"));
      });
      await expect(page.getByTestId("toasts")).toContainText("Your screen is no longer shared.");
      await expect(page.getByTestId("screen-tile")).toHaveCount(0);
      return page;
    },
  },
];
