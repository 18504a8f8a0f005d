import { expect, type Page, type WebSocketRoute } from "@playwright/test";
import type { State, Theatre } from "./theatre";

/** Waits as long as the back-off allows before each new attempt, so that the waiting can be seen. */
function patient(): void {
  localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
  Math.random = () => 0.99;
}

/** A page in a lobby whose WebSocket the test holds in its hands. */
async function held(theatre: Theatre, change?: (message: string) => string) {
  let current: WebSocketRoute | undefined;
  let refuse = false;
  const lobby = await theatre.server.makeLobby();
  const page = await theatre.inside(lobby, "Ann", {
    script: patient,
    socket: (socket) => {
      if (refuse) return void socket.close({ code: 1006 });
      current = socket;
      const server = socket.connectToServer();
      if (change) server.onMessage((message) => socket.send(change(String(message))));
    },
  });
  return {
    page,
    end: async (code: number, forGood: boolean) => {
      refuse = forGood;
      await current?.close({ code });
    },
    letBack: () => {
      refuse = false;
    },
  };
}

function banner(page: Page, state: string) {
  return page.locator(`[data-testid=connection-banner][data-state=${state}]`);
}

export const connectionStates: State[] = [
  {
    name: "connection: connecting",
    async arrange(theatre) {
      const page = await theatre.page({ socket: () => undefined });
      const lobby = await theatre.server.makeLobby();
      await page.goto(`${theatre.server.url}/l/${lobby}`);
      await page.getByTestId("enter-lobby").click();
      await expect(page.getByTestId("room")).toContainText("Entering …");
      return page;
    },
  },
  {
    name: "connection: reconnecting, with a countdown and Retry now",
    async arrange(theatre) {
      const { page, end } = await held(theatre);
      await end(1006, true);
      const told = banner(page, "reconnecting");
      await expect(told).toContainText(/Connection lost\. Next try in \d+ s\./, { timeout: 30_000 });
      await expect(told.getByRole("button", { name: "Retry now" })).toBeVisible();
      await expect(page.getByTestId("tile")).toHaveCount(1);
      await expect(page.getByTestId("leave")).toBeInViewport({ ratio: 1 });
      return page;
    },
  },
  {
    name: "connection: resumed, by Retry now",
    async arrange(theatre) {
      const { page, end, letBack } = await held(theatre);
      await end(1006, true);
      await expect(banner(page, "reconnecting")).toContainText(/Next try in [4-9] s/, { timeout: 30_000 });
      letBack();
      await page.getByRole("button", { name: "Retry now" }).click();
      await expect(page.getByTestId("toasts")).toContainText("Back online. Nothing was missed.");
      await expect(banner(page, "reconnecting")).toBeHidden();
      return page;
    },
  },
  {
    name: "connection: offline",
    complains: /ERR_INTERNET_DISCONNECTED/,
    async arrange(theatre) {
      const { page, end } = await held(theatre);
      await page.context().setOffline(true);
      await end(1006, true);
      await expect(banner(page, "offline")).toContainText("Your device is offline.");
      return page;
    },
  },
  {
    name: "connection: server restarting",
    async arrange(theatre) {
      const { page, end } = await held(theatre);
      await end(1012, true);
      await expect(banner(page, "restarting")).toContainText("The server restarts.");
      return page;
    },
  },
  {
    name: "connection: session expired",
    async arrange(theatre) {
      const { page, end } = await held(theatre);
      await end(4001, true);
      await expect(banner(page, "ended")).toContainText("Your session has ended.");
      await page.getByRole("button", { name: "Start anew" }).isEnabled();
      return page;
    },
  },
  {
    name: "connection: banned from the server",
    async arrange(theatre) {
      const { page, end } = await held(theatre);
      await end(4003, true);
      await expect(banner(page, "banned")).toContainText("You can't use this server.");
      return page;
    },
  },
  {
    name: "connection: another version of the server",
    async arrange(theatre) {
      let welcomes = 0;
      const { page, end } = await held(theatre, (message) => {
        if (!message.includes('"welcome"')) return message;
        welcomes += 1;
        return message.replace(/"version":"[^"]*"/, `"version":"9.0.${welcomes}"`);
      });
      await end(1006, false);
      await expect(banner(page, "version")).toContainText("The server has a new version.");
      await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
      return page;
    },
  },
];
