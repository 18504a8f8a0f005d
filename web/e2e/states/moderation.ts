import { expect, type Page } from "@playwright/test";
import type { State, Theatre } from "./theatre";

/** A lobby whose owner is a page, with Bob in it. */
async function owned(theatre: Theatre): Promise<{ lobby: string; owner: Page; bob: Page }> {
  const owner = await theatre.owner("Olga");
  const lobby = new URL(owner.url()).pathname.slice("/l/".length);
  const bob = await theatre.inside(lobby, "Bob");
  await expect(owner.getByTestId("tile")).toHaveCount(2);
  return { lobby, owner, bob };
}

/** Opens the menu of a person in the list of people, and presses an item of it. */
async function act(page: Page, name: string, item: string): Promise<void> {
  if ((await page.getByTestId("people").count()) === 0) await page.getByTestId("toggle-people").click();
  const row = page.getByTestId("person").filter({ hasText: name });
  await row.getByTestId("person-menu").click();
  await page.getByTestId(item).click();
}

const message = (page: Page, state: string) => page.locator(`[data-testid=lobby-message][data-state=${state}]`);

async function openLobbySettings(page: Page): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByRole("button", { name: "This lobby" }).click();
  await expect(page.getByRole("dialog", { name: "This lobby" })).toBeVisible();
}

export const moderationStates: State[] = [
  {
    name: "people: what a moderator can do with somebody",
    async arrange(theatre) {
      const { owner, bob } = await owned(theatre);
      await owner.getByTestId("toggle-people").click();
      await owner.getByTestId("person-menu").click();
      for (const item of ["moderator-mute", "make-moderator", "make-guest", "give-away", "kick", "ban"])
        await expect(owner.getByTestId(item)).toBeVisible();
      await bob.getByTestId("toggle-people").click();
      await expect(bob.getByTestId("person")).toHaveCount(2);
      await expect(bob.getByTestId("person-menu")).toHaveCount(0);
      return owner;
    },
  },
  {
    name: "people: muted by a moderator, and let speak again",
    async arrange(theatre) {
      const { owner, bob } = await owned(theatre);
      await act(owner, "Bob", "moderator-mute");
      await expect(bob.getByTestId("moderator-muted")).toContainText("nobody hears you");
      await expect(owner.getByRole("article", { name: "Bob" }).getByTestId("moderated")).toHaveAccessibleName(
        "muted by a moderator",
      );
      await act(owner, "Bob", "moderator-mute");
      await expect(bob.getByTestId("moderator-muted")).toHaveCount(0);
      await act(owner, "Bob", "moderator-mute");
      await expect(bob.getByTestId("moderator-muted")).toBeVisible();
      return bob;
    },
  },
  {
    name: "people: made a moderator, who then moderates",
    async arrange(theatre) {
      const { lobby, owner, bob } = await owned(theatre);
      await act(owner, "Bob", "make-moderator");
      await expect(bob.getByTestId("toasts")).toContainText("You are a moderator now.");
      await theatre.inside(lobby, "Cleo");
      await bob.getByTestId("toggle-people").click();
      await expect(bob.getByTestId("person-menu")).toHaveCount(1);
      await expect(bob.getByTestId("person").filter({ hasText: "Bob" })).toContainText("moderator");
      return bob;
    },
  },
  {
    name: "people: the question before somebody is removed",
    async arrange(theatre) {
      const { owner } = await owned(theatre);
      await act(owner, "Bob", "kick");
      await expect(owner.getByRole("dialog", { name: "Remove Bob?" })).toContainText("They may come back.");
      return owner;
    },
  },
  {
    name: "lobby: kicked, with the words, and back in",
    async arrange(theatre) {
      const { owner, bob } = await owned(theatre);
      const kick = async () => {
        await act(owner, "Bob", "kick");
        await owner.getByTestId("reason").fill("Please turn the music down.");
        await owner.getByTestId("confirm").click();
        await expect(message(bob, "kicked")).toContainText("Olga has removed you from this lobby.");
        await expect(message(bob, "kicked")).toContainText("“Please turn the music down.”");
      };
      await kick();
      await bob.getByRole("button", { name: "Rejoin" }).click();
      await expect(bob.getByTestId("room")).toHaveAttribute("data-joined", "true");
      await expect(owner.getByTestId("person")).toHaveCount(2);
      await kick();
      return bob;
    },
  },
  {
    name: "people: the question before somebody is banned",
    async arrange(theatre) {
      const { owner } = await owned(theatre);
      await act(owner, "Bob", "ban");
      await expect(owner.getByTestId("ban-length")).toHaveValue("day");
      await expect(owner.getByTestId("ban-address")).not.toBeChecked();
      return owner;
    },
  },
  {
    name: "lobby: banned, and kept out",
    async arrange(theatre) {
      const { lobby, owner, bob } = await owned(theatre);
      await act(owner, "Bob", "ban");
      await owner.getByTestId("ban-length").selectOption("hour");
      await owner.getByTestId("confirm").click();
      await expect(message(bob, "banned")).toContainText("Olga has banned you from this lobby.");
      await bob.goto(`${theatre.server.url}/l/${lobby}`);
      await expect(message(bob, "banned")).toContainText("You can't enter this lobby.");
      return bob;
    },
  },
  {
    name: "lobby settings: bans, and one lifted",
    async arrange(theatre) {
      const { lobby, owner, bob } = await owned(theatre);
      const ban = async () => {
        await act(owner, "Bob", "ban");
        await owner.getByTestId("reason").fill("spam");
        await owner.getByTestId("confirm").click();
        await expect(message(bob, "banned")).toBeVisible();
      };
      await ban();
      await openLobbySettings(owner);
      await expect(owner.getByTestId("bans")).toContainText(/Bob.*until .* · by Olga · “spam”/);
      await owner.getByTestId("unban").click();
      await expect(owner.getByTestId("bans-empty")).toHaveText("Nobody is banned.");
      await owner.keyboard.press("Escape");
      await bob.goto(`${theatre.server.url}/l/${lobby}`);
      await expect(bob.getByTestId("room")).toHaveAttribute("data-joined", "true");
      await expect(owner.getByTestId("person")).toHaveCount(2);
      await ban();
      await openLobbySettings(owner);
      await expect(owner.getByTestId("bans")).toBeVisible();
      return owner;
    },
  },
  {
    name: "lobby settings: renamed and locked, and what newcomers see",
    async arrange(theatre) {
      const { lobby, owner, bob } = await owned(theatre);
      await openLobbySettings(owner);
      await owner.getByTestId("lobby-name").fill("Dining room");
      await owner.getByTestId("lobby-locked").check();
      await owner.getByTestId("save-lobby").click();
      await expect(owner.getByTestId("save-lobby")).toHaveText("Saved");
      await expect(bob.getByRole("heading", { name: "Dining room" })).toBeVisible();
      const late = await theatre.door(lobby);
      await expect(late.getByRole("status").filter({ hasText: "locked" })).toBeVisible();
      await expect(late.getByTestId("enter-lobby")).toBeDisabled();
      return late;
    },
  },
  {
    name: "lobby settings: changed by somebody else meanwhile",
    async arrange(theatre) {
      const { owner, bob } = await owned(theatre);
      await act(owner, "Bob", "make-moderator");
      await openLobbySettings(owner);
      await owner.getByTestId("lobby-name").fill("Dining room");
      await openLobbySettings(bob);
      await bob.getByTestId("lobby-locked").check();
      await bob.getByTestId("save-lobby").click();
      await expect(bob.getByTestId("save-lobby")).toHaveText("Saved");
      await owner.getByTestId("save-lobby").click();
      await expect(owner.getByTestId("lobby-conflict")).toBeVisible();
      await expect(owner.getByTestId("lobby-locked")).toBeChecked();
      await expect(owner.getByTestId("lobby-name")).toHaveValue("Dining room");
      await owner.getByTestId("save-lobby").click();
      await expect(owner.getByTestId("save-lobby")).toHaveText("Saved");
      await expect(bob.getByRole("heading", { name: "Dining room" })).toBeAttached();
      return owner;
    },
  },
  {
    name: "lobby settings: the question before a lobby is ended",
    async arrange(theatre) {
      const { owner, bob } = await owned(theatre);
      await openLobbySettings(owner);
      await owner.getByTestId("close-lobby").click();
      await expect(owner.getByRole("dialog", { name: /^End / })).toContainText("This can't be undone.");
      await owner.getByTestId("confirm").click();
      await expect(message(bob, "closed")).toBeVisible();
      await expect(message(owner, "closed")).toBeVisible();
      return owner;
    },
  },
  {
    name: "lobby: away, and back",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      const press = async (item: string) => {
        await other.getByTestId("more").click();
        await other.getByRole("button", { name: item }).click();
      };
      await press("Show me as away");
      await expect(me.getByRole("article", { name: "Bob" })).toContainText("away");
      await press("I am back");
      await expect(me.getByRole("article", { name: "Bob" })).not.toContainText("away");
      await press("Show me as away");
      await expect(me.getByRole("article", { name: "Bob" })).toContainText("away");
      return me;
    },
  },
];
