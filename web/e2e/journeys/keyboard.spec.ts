import { expect, type Page, test } from "@playwright/test";
import { Theatre } from "../states/theatre";

let theatre: Theatre;
test.beforeAll(async () => {
  theatre = await Theatre.open();
});
test.afterAll(() => theatre?.close());
test.afterEach(() => theatre.clear());

/** Presses Tab until the focus is on what has this name and role, as somebody without a mouse does. */
async function tabTo(page: Page, role: "button" | "textbox" | "searchbox", name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the focus never came to the ${role} "${name}"`);
}

async function focusIsVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    return focused !== null && getComputedStyle(focused).outlineStyle !== "none";
  });
}

test("without a mouse: open a lobby, join it, unmute and mute, chat, leave", async () => {
  const page = await theatre.page({
    script: () => {
      if (!localStorage.getItem("parlor.preferences"))
        localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
      // The mouse is unplugged.
      for (const type of ["pointerdown", "mousedown"])
        window.addEventListener(type, () => console.error("a pointer was used"), true);
    },
  });
  await page.goto(theatre.server.url);

  await test.step("open a lobby", async () => {
    await tabTo(page, "textbox", "Name of the lobby");
    await page.keyboard.type("Kitchen");
    await tabTo(page, "button", "Create and enter");
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Enter “Kitchen”" })).toBeVisible();
  });

  await test.step("join it", async () => {
    await tabTo(page, "textbox", "Your name");
    await page.keyboard.type("Ann");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("room")).toHaveAttribute("data-joined", "true");
  });

  await test.step("unmute and mute, by button and by key", async () => {
    await tabTo(page, "button", "Unmute");
    await page.keyboard.press("Space");
    await expect(page.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
    await page.keyboard.press("m");
    await expect(page.getByRole("button", { name: "Unmute" })).toBeVisible();
  });

  await test.step("chat: write, react, correct, without the letters being keys", async () => {
    await tabTo(page, "textbox", "Write a message");
    await page.keyboard.type("my dear movies");
    await page.keyboard.press("Enter");
    const line = page.getByRole("article", { name: /^Ann, / });
    await expect(line).toContainText("my dear movies");
    await expect(page.getByRole("button", { name: "Unmute" })).toBeVisible();
    await page.keyboard.press("ArrowUp");
    await expect(page.getByRole("textbox", { name: "Edit" })).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.type("!");
    await page.keyboard.press("Enter");
    await expect(line).toContainText("my dear movies! (edited)");
    await page.getByRole("log", { name: "Chat" }).focus();
    await tabTo(page, "button", "React");
    await page.keyboard.press("Enter");
    await tabTo(page, "button", "React 👍");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("reaction")).toHaveAccessibleName("👍, 1 person");
  });

  await test.step("leave", async () => {
    await tabTo(page, "button", "Leave");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "You left the lobby." })).toBeVisible();
  });
  expect(theatre.errors).toEqual([]);
});

test("controls and tiles have the names that a screen reader says", async () => {
  const { me, other } = await theatre.pair();
  await other.getByTestId("toggle-hand").click();
  await expect(me.getByRole("article", { name: "Bob" }).getByLabel("hand raised")).toBeVisible();

  await expect(me.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - heading "Kitchen" [level=1]
      - region "People in the call":
        - article "Bob"
        - article "Ann (you)"
      - complementary "Chat":
        - heading "Chat" [level=2]
        - button "Close"
        - log "Chat"
        - textbox "Write a message"
        - button "Send" [disabled]
      - navigation "Call controls":
        - button "Unmute"
        - button "Turn camera on"
        - button "Share screen"
        - button "Silence everybody"
        - button "Raise hand"
        - button "Show captions"
        - button "Chat" [pressed]
        - button "People"
        - button "Copy link"
        - button "More"
        - button "Leave"
  `);
});

test("single letters do nothing in fields, in dialogs, with modifiers, or where they are switched off", async () => {
  const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
  const panel = () => page.evaluate(() => window.parlor.state().panel);

  await page.getByTestId("chat-input").press("p");
  expect(await panel()).toBe("chat");
  await page.getByTestId("chat-input").blur();
  await page.keyboard.press("Alt+p");
  expect(await panel()).toBe("chat");
  await page.keyboard.press("?");
  await page.keyboard.press("p");
  expect(await panel()).toBe("chat");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("p");
  expect(await panel()).toBe("people");
  await page.getByTestId("more").click();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByTestId("letter-keys").uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("c");
  expect(await panel()).toBe("people");
});

test("Space held is talking, let go is not", async () => {
  const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
  const microphone = () => page.evaluate(() => window.parlor.state().media.microphone);
  await page.getByTestId("stage").click();

  await page.keyboard.down("Space");
  await expect.poll(microphone).toBe("on");
  await page.keyboard.up("Space");
  await expect.poll(microphone).toBe("muted");
});
