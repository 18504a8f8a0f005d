import { expect, type Page } from "@playwright/test";
import type { State } from "./theatre";

async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId("chat-input").fill(text);
  await page.keyboard.press("Enter");
}

export const chatStates: State[] = [
  {
    name: "chat: empty",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await expect(page.getByTestId("chat-log")).toHaveText("Nothing was written yet.");
      return page;
    },
  },
  {
    name: "chat: a conversation with a reply, a reaction, an edit, a link and a deleted line",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await say(other, "Shall we look at https://example.org/plan tomorrow?");
      await say(me, "Yes, at ten");
      await say(me, "a slip");
      const lines = me.getByTestId("message");
      await expect(lines).toHaveCount(3);
      await me.getByTestId("chat-input").fill("");
      await me.keyboard.press("ArrowUp");
      await expect(me.getByTestId("edit-input")).toHaveValue("a slip");
      await me.getByTestId("edit-input").fill("a slip of the pen");
      await me.keyboard.press("Enter");
      await expect(lines.nth(2)).toContainText("a slip of the pen (edited)");
      await lines.nth(2).hover();
      await lines.nth(2).getByTestId("delete").click();
      await me.getByTestId("confirm-delete").click();
      await expect(lines.nth(2)).toContainText("Message deleted");
      await lines.nth(0).hover();
      await lines.nth(0).getByTestId("react").click();
      await me.getByRole("button", { name: "React 🎉" }).click();
      await expect(lines.nth(0).getByTestId("reaction")).toHaveText("🎉 1");
      await lines.nth(0).hover();
      await lines.nth(0).getByRole("button", { name: "Reply" }).click();
      await expect(me.getByTestId("replying")).toContainText("Reply to Bob");
      await say(me, "With everybody");
      await expect(lines.nth(3)).toContainText("Bob: Shall we look at");
      await expect(lines.nth(0).getByRole("link")).toHaveAttribute("rel", "noopener noreferrer nofollow");
      await expect(me.getByTestId("day")).toHaveText("Today");
      return me;
    },
  },
  {
    name: "chat: somebody writes",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await other.getByTestId("chat-input").pressSequentially("h");
      await expect(me.getByTestId("typing")).toHaveText("Bob is writing …");
      return me;
    },
  },
  {
    name: "chat: unread, marked where the new begins",
    async arrange(theatre) {
      const { me, other } = await theatre.pair();
      await say(other, "read");
      await expect(me.getByTestId("message")).toHaveCount(1);
      await me.getByTestId("toggle-chat").click();
      await say(other, "new one");
      await say(other, "new two");
      await expect(me.getByRole("button", { name: "Chat (2)" })).toBeVisible();
      await expect(me).toHaveTitle(/^\(2\) Kitchen/);
      await me.getByTestId("toggle-chat").click();
      await expect(me.getByTestId("first-new")).toHaveText("New");
      await expect(me.getByRole("button", { name: "Chat", exact: true })).toBeVisible();
      return me;
    },
  },
  {
    name: "chat: pending while there is no connection, sent when it is back",
    async arrange(theatre) {
      let away = false;
      let drop = (): void => undefined;
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann", {
        socket: (socket) => {
          if (away) return void socket.close({ code: 1013 });
          socket.connectToServer();
          drop = () => void socket.close({ code: 1006 });
        },
      });
      away = true;
      drop();
      await expect(page.getByTestId("connection-banner")).toBeVisible();
      await say(page, "written without a connection");
      await expect(page.getByTestId("pending")).toContainText("goes out when the connection is back");
      away = false;
      await expect(page.getByTestId("pending")).toHaveCount(0);
      await expect(page.getByTestId("message")).toHaveText(/written without a connection/);
      away = true;
      drop();
      await expect(page.getByTestId("connection-banner")).toBeVisible();
      await say(page, "another one");
      await expect(page.getByTestId("pending")).toContainText("another one");
      return page;
    },
  },
  {
    name: "chat: failed, with Send again and Discard",
    async arrange(theatre) {
      let refuse = true;
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann", {
        socket: (socket) => {
          const server = socket.connectToServer();
          socket.onMessage((message) => {
            const { type, id } = JSON.parse(String(message));
            if (!refuse || type !== "send_chat_message") return server.send(message);
            const data = { code: "rate_limited", error: "Too many messages." };
            socket.send(JSON.stringify({ type: "error", reply_to: id, data }));
          });
        },
      });
      await say(page, "too much");
      const pending = page.getByTestId("pending");
      await expect(pending).toContainText("Not sent: That was too much at once.");
      refuse = false;
      await pending.getByTestId("resend").click();
      await expect(page.getByTestId("message")).toHaveText(/too much/);
      refuse = true;
      await say(page, "again too much");
      await expect(pending.getByRole("button", { name: "Discard" })).toBeVisible();
      return page;
    },
  },
  {
    name: "chat: a draft is still there after a reload",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.getByTestId("chat-input").fill("half a thought");
      await page.reload();
      await expect(page.getByTestId("chat-input")).toHaveValue("half a thought");
      return page;
    },
  },
  {
    name: "chat: a dropped file is refused politely",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.getByTestId("chat-log").evaluate((log) => {
        const files = new DataTransfer();
        files.items.add(new File(["x"], "picture.png", { type: "image/png" }));
        log.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files }));
      });
      await expect(page.getByTestId("toasts")).toContainText("Files can't be sent yet");
      return page;
    },
  },
  {
    name: "chat: a text that is too long",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      const most = await page.evaluate(() => window.parlor.state().connection.welcome?.limits.chat_text_bytes ?? 0);
      await page.getByTestId("chat-input").fill("x".repeat(most + 5));
      await expect(page.getByTestId("too-long")).toHaveText("5 bytes too long");
      await expect(page.getByTestId("chat-send")).toBeDisabled();
      return page;
    },
  },
];
