import { expect } from "@playwright/test";
import { quiet, type State, takePlace } from "./theatre";

function message(state: string): string {
  return `[data-testid=lobby-message][data-state=${state}]`;
}

export const lobbyStates: State[] = [
  {
    name: "lobby: at the door, with preview, meter and devices",
    async arrange(theatre) {
      const page = await theatre.door(await theatre.server.makeLobby());
      await page.getByTestId("toggle-camera").click();
      await expect(page.getByLabel("Your camera")).toBeVisible();
      await expect
        .poll(() => page.getByTestId("level-meter").evaluate((bar) => Number(bar.style.getPropertyValue("--level"))))
        .toBeGreaterThan(0);
      await expect(page.getByTestId("choose-microphone").locator("option")).not.toHaveCount(1);
      await page.getByTestId("test-speaker").click();
      await expect(page.getByTestId("test-speaker")).toHaveText("Play a test sound");
      return page;
    },
  },
  {
    name: "lobby: not found",
    complains: /404/,
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(`${theatre.server.url}/l/there_is_no_such_lobby`);
      await expect(page.locator(message("not_found"))).toContainText("does not exist");
      await expect(page.getByRole("button", { name: "To all lobbies" })).toBeVisible();
      return page;
    },
  },
  {
    name: "lobby: full, and open again when somebody has left",
    async arrange(theatre) {
      const lobby = await theatre.server.makeLobby("Phone box", { capacity: 1 });
      await theatre.inside(lobby, "Bob");
      const page = await theatre.page({ script: quiet });
      await page.goto(`${theatre.server.url}/l/${lobby}`);
      await expect(page.getByTestId("lobby-full")).toBeVisible();
      await expect(page.getByTestId("enter-lobby")).toBeDisabled();
      return page;
    },
  },
  {
    name: "lobby: full in the moment of entering, with a retry",
    async arrange(theatre) {
      const lobby = await theatre.server.makeLobby("Phone box", { capacity: 1 });
      const late = await theatre.door(lobby);
      // It does not hear of what happens now before it tries.
      await late.route("**/api/v1/lobbies/*", () => undefined);
      await theatre.inside(lobby, "Bob");
      await late.getByTestId("enter-lobby").click();
      await expect(late.locator(message("lobby_full"))).toContainText("This lobby is full.");
      await expect(late.getByRole("button", { name: "Try again" })).toBeVisible();
      return late;
    },
  },
  {
    name: "lobby: alone, with what to do about it",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await expect(page.getByText("You are the only one here.")).toBeVisible();
      await expect(page.getByTestId("invite-somebody")).toBeVisible();
      await page.getByTestId("copy-link").click();
      await expect(page.getByRole("button", { name: "Link copied" })).toBeVisible();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
      return page;
    },
  },
  {
    name: "lobby: entered without microphone and camera",
    async arrange(theatre) {
      const page = await theatre.door(await theatre.server.makeLobby(), { permissions: [] });
      await page.getByRole("button", { name: "Enter without microphone and camera" }).click();
      await expect(page.getByTestId("tile")).toHaveCount(1);
      await expect(page.getByRole("button", { name: "Unmute" })).toBeVisible();
      return page;
    },
  },
  {
    name: "lobby: left, with Rejoin",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.getByTestId("leave").click();
      await page.getByRole("button", { name: "Rejoin" }).click();
      await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
      await page.getByTestId("leave").click();
      await expect(page.locator(message("left"))).toBeVisible();
      return page;
    },
  },
  {
    name: "lobby: closed while one is in it",
    async arrange(theatre) {
      const { lobby, end } = await theatre.server.makeLobbyToEnd();
      const page = await theatre.inside(lobby, "Ann");
      await end();
      await expect(page.locator(message("closed"))).toContainText("This lobby has ended.");
      return page;
    },
  },
  {
    name: "lobby: open in another window, with Use it here",
    async arrange(theatre) {
      const lobby = await theatre.server.makeLobby();
      const page = await theatre.inside(lobby, "Ann");
      const tab = await page.evaluate(() => sessionStorage.getItem("parlor.tab") ?? "");
      await takePlace(page, lobby, tab);
      await expect(page.locator(message("replaced"))).toBeVisible();
      await page.getByRole("button", { name: "Use it here" }).click();
      await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
      await takePlace(page, lobby, tab);
      await expect(page.locator(message("replaced"))).toBeVisible();
      return page;
    },
  },
  {
    name: "lobby: can't be looked up, with a retry",
    complains: /503/,
    async arrange(theatre) {
      const page = await theatre.page();
      await page.route("**/api/v1/lobbies/some_lobby_id", (route) =>
        route.fulfill({ status: 503, json: { code: "unavailable", error: "The store is away." } }),
      );
      await page.goto(`${theatre.server.url}/l/some_lobby_id`);
      await expect(page.locator(message("error"))).toContainText("can't do that right now");
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
      return page;
    },
  },
  {
    name: "lobby: one part breaks, the rest still works",
    // Which of its media is looked at first depends on what makes the stage draw again.
    complains: /parlor: stage failed|Cannot read properties of null \(reading '(microphone|camera|screen)'\)/,
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.evaluate(() => {
        const { lobby } = window.parlor.state();
        // A participant that no server would send breaks the stage, and the stage alone.
        for (const one of lobby?.participants.values() ?? []) Object.assign(one, { media: null });
      });
      await page.getByTestId("toggle-hand").click();
      await page.getByTestId("chat-input").fill("still here");
      await page.keyboard.press("Enter");
      await expect(page.getByTestId("message")).toContainText("still here");
      return page;
    },
  },
  {
    name: "lobby: chat only",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby("Notes", { media: "none" }), "Ann");
      await page.getByTestId("chat-input").fill("no microphones here");
      await page.keyboard.press("Enter");
      await expect(page.getByTestId("message")).toContainText("no microphones here");
      await expect(page.getByTestId("toggle-microphone")).toHaveCount(0);
      return page;
    },
  },
  {
    name: "lobby: people",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await other.getByTestId("toggle-hand").click();
      await me.getByTestId("toggle-people").click();
      await expect(me.getByTestId("person")).toHaveCount(2);
      await expect(me.getByTestId("person").first()).toContainText("Bob");
      await expect(me.getByTestId("person").first().getByLabel("hand raised")).toBeVisible();
      return me;
    },
  },
  {
    name: "lobby: keyboard shortcuts",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
      return page;
    },
  },
  {
    name: "lobby: the menu of narrow screens",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann", {
        viewport: { width: 320, height: 640 },
      });
      await page.getByTestId("more").click();
      await expect(page.getByRole("button", { name: "Share screen" })).toBeVisible();
      return page;
    },
  },
];
