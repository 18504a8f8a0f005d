import { expect, type Page } from "@playwright/test";
import jsqr from "jsqr";
import { quiet, type State, type Theatre } from "./theatre";

const message = (page: Page, state: string) => page.locator(`[data-testid=lobby-message][data-state=${state}]`);
const lobbyOf = (page: Page) => new URL(page.url()).pathname.slice("/l/".length);

function openAccess(page: Page): Promise<void> {
  return page.getByTestId("access").locator("summary").click();
}
async function choosePrivate(page: Page): Promise<void> {
  await openAccess(page);
  await page.getByTestId("create-visibility").selectOption("private");
}
async function choosePassword(page: Page): Promise<void> {
  await openAccess(page);
  await page.getByTestId("create-password").fill("sesame seeds");
}
async function chooseWaitingRoom(page: Page): Promise<void> {
  await openAccess(page);
  await page.getByTestId("create-waiting-room").check();
}

/** Opens the dialog of invitations and makes one; gives its link. */
async function invite(owner: Page): Promise<string> {
  await owner.getByTestId("copy-link").click();
  await owner.getByTestId("make-invite").click();
  return owner.getByTestId("invite-link").inputValue();
}

async function visit(theatre: Theatre, url: string): Promise<Page> {
  const page = await theatre.page({ script: quiet });
  await page.goto(url);
  return page;
}

/** Somebody before the door of a lobby with a waiting room. */
async function knock(theatre: Theatre, owner: Page, name: string): Promise<Page> {
  const page = await visit(theatre, `${theatre.server.url}/l/${lobbyOf(owner)}`);
  await page.getByTestId("name").fill(name);
  await page.getByTestId("enter-lobby").click();
  await expect(message(page, "waiting")).toContainText("Somebody will let you in");
  return page;
}

/** What the code in the page says, read from its picture by another's decoder. */
async function readCode(page: Page): Promise<string | undefined> {
  const side = 240;
  const dots = await page.getByTestId("qr-code").evaluate(async (svg, side) => {
    const image = new Image(side, side);
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
    await image.decode();
    const canvas = new OffscreenCanvas(side, side).getContext("2d");
    if (!canvas) throw new Error("no canvas");
    canvas.fillStyle = "#fff";
    canvas.fillRect(0, 0, side, side);
    canvas.drawImage(image, 0, 0, side, side);
    const { data } = canvas.getImageData(0, 0, side, side);
    return Array.from({ length: side * side }, (_, at) => ((data[at * 4] ?? 0) < 128 ? "1" : "0")).join("");
  }, side);
  const picture = Uint8ClampedArray.from({ length: dots.length * 4 }, (_, at) =>
    dots[at >> 2] === "1" && at % 4 < 3 ? 0 : 255,
  );
  return jsqr(picture, side, side)?.data;
}

/** Lobbies that are not open to all. */
export const privateStates: State[] = [
  {
    name: "home: who may come into a new lobby",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await choosePrivate(page);
      await expect(page.getByTestId("create-password")).toBeVisible();
      return page;
    },
  },
  {
    name: "invite: a public lobby's link and its QR code",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.getByTestId("more").click();
      await page.getByRole("button", { name: "Invite", exact: true }).click();
      await expect(page.getByTestId("invite-link")).toHaveValue(page.url());
      expect(await readCode(page)).toBe(page.url());
      await page.getByTestId("copy-invite").click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
      return page;
    },
  },
  {
    name: "invite: made, with its QR code, and taken back",
    complains: /404/,
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", choosePrivate);
      const link = await invite(owner);
      expect(await readCode(owner)).toBe(link);
      const rows = owner.getByTestId("invites").getByRole("listitem");
      await expect(rows).toHaveCount(2);
      for (let left = 1; left >= 0; left -= 1) {
        await owner.getByTestId("revoke-invite").first().click();
        await expect(rows).toHaveCount(left);
      }
      const late = await visit(theatre, link);
      await expect(message(late, "not_found")).toBeVisible();
      await owner.getByTestId("invite-length").selectOption("day");
      await owner.getByTestId("invite-uses").selectOption("ten");
      await owner.getByTestId("make-invite").click();
      await expect(rows).toContainText("used 0 of 10 times");
      return owner;
    },
  },
  {
    name: "invite: opened by who was invited",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", choosePrivate);
      const page = await visit(theatre, await invite(owner));
      await page.getByTestId("name").fill("Bob");
      await page.getByTestId("enter-lobby").click();
      await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
      // Who has come in is a member, and needs the invitation no more.
      await page.goto(`${theatre.server.url}/l/${lobbyOf(owner)}`);
      await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
      return page;
    },
  },
  {
    name: "lobby: private, without an invitation, or with one that is none",
    complains: /404/,
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", choosePrivate);
      const url = `${theatre.server.url}/l/${lobbyOf(owner)}`;
      await expect(message(await visit(theatre, url), "not_found")).toBeVisible();
      const page = await visit(theatre, `${url}#i=bm90IGFuIGludml0YXRpb24`);
      await expect(message(page, "not_found")).toContainText("does not exist");
      return page;
    },
  },
  {
    name: "lobby: asks for its password",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", choosePassword);
      const page = await visit(theatre, `${theatre.server.url}/l/${lobbyOf(owner)}`);
      await page.getByTestId("enter-lobby").click();
      await expect(message(page, "password_required")).toContainText("asks for a password");
      return page;
    },
  },
  {
    name: "lobby: its password is another, and then right",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", choosePassword);
      const guess = async (text: string) => {
        const page = await visit(theatre, `${theatre.server.url}/l/${lobbyOf(owner)}`);
        await page.getByTestId("enter-lobby").click();
        await page.getByTestId("lobby-password").fill(text);
        await page.getByTestId("give-password").click();
        return page;
      };
      await expect((await guess("sesame seeds")).getByTestId("room")).toHaveAttribute("data-joined", "true");
      const page = await guess("open sesame");
      await expect(message(page, "wrong_password")).toContainText("That is not the password.");
      return page;
    },
  },
  {
    name: "lobby: waiting to be let in",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", chooseWaitingRoom);
      return knock(theatre, owner, "Bob");
    },
  },
  {
    name: "people: somebody asks to be let in, and is",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", chooseWaitingRoom);
      const bob = await knock(theatre, owner, "Bob");
      await expect(owner.getByTestId("toasts")).toContainText("Bob asks to be let in");
      await owner.getByRole("button", { name: "People (1)" }).click();
      await owner.getByTestId("admit").click();
      await expect(bob.getByTestId("room")).toHaveAttribute("data-joined", "true");
      await expect(owner.getByTestId("knocking")).toHaveCount(0);
      await knock(theatre, owner, "Cleo");
      await expect(owner.getByTestId("knocking")).toContainText("Cleo");
      return owner;
    },
  },
  {
    name: "people: who stops waiting is no longer asked for, and who waits is told to a moderator that comes back",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", chooseWaitingRoom);
      const bob = await knock(theatre, owner, "Bob");
      await knock(theatre, owner, "Cleo");
      await owner.getByTestId("toggle-people").click();
      await expect(owner.getByTestId("admit")).toHaveCount(2);
      await bob.getByRole("button", { name: "To all lobbies" }).click();
      await expect(owner.getByTestId("admit")).toHaveCount(1);
      await owner.reload();
      await owner.getByRole("button", { name: "People (1)" }).click();
      await expect(owner.getByTestId("knocking")).toContainText("Cleo");
      return owner;
    },
  },
  {
    name: "lobby: turned away",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga", chooseWaitingRoom);
      const bob = await knock(theatre, owner, "Bob");
      await owner.getByTestId("toggle-people").click();
      await owner.getByTestId("deny").click();
      await expect(message(bob, "denied")).toContainText("You were not let in.");
      return bob;
    },
  },
  {
    name: "lobby settings: made private, with a password, and less used ones",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga");
      await owner.getByTestId("more").click();
      await owner.getByRole("button", { name: "This lobby" }).click();
      await owner.getByTestId("lobby-visibility").selectOption("private");
      await owner.getByTestId("lobby-new-password").fill("sesame seeds");
      await owner.getByTestId("lobby-waiting-room").check();
      await owner.getByTestId("lobby-more").locator("summary").click();
      await owner.getByTestId("lobby-history-days").fill("30");
      await owner.getByTestId("lobby-duplicates").selectOption("replace");
      await owner.getByTestId("save-lobby").click();
      await expect(owner.getByTestId("save-lobby")).toHaveText("Saved");
      const lobby = await owner.evaluate(() => window.parlor.state().lobby?.lobby);
      expect(lobby).toMatchObject({ visibility: "private", has_password: true, waiting_room: true, history_days: 30 });
      await owner.getByTestId("lobby-remove-password").check();
      await owner.getByTestId("save-lobby").click();
      await expect(owner.getByTestId("lobby-remove-password")).toHaveCount(0);
      return owner;
    },
  },
];
