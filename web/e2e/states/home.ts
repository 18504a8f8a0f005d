import { expect } from "@playwright/test";
import type { State } from "./theatre";

const lobbies = "**/api/v1/lobbies?*";

/** The home page with its list, its forms and the names. */
export const homeStates: State[] = [
  {
    name: "list: loading, with a skeleton after 300 ms",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.route(lobbies, () => undefined);
      await page.goto(theatre.server.url);
      await expect(page.getByTestId("lobbies-loading")).toBeVisible();
      return page;
    },
  },
  {
    name: "list: empty",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await page.getByTestId("search").fill("no lobby has this name");
      await expect(page.getByTestId("lobbies-empty")).toHaveText("No lobby has such a name.");
      return page;
    },
  },
  {
    name: "list: error, with a retry that works",
    complains: /503/,
    async arrange(theatre) {
      const page = await theatre.page();
      let broken = true;
      await page.route(lobbies, (route) =>
        broken
          ? route.fulfill({ status: 503, json: { code: "unavailable", error: "The store is away." } })
          : route.fallback(),
      );
      await page.goto(theatre.server.url);
      const problem = page.getByTestId("lobbies-problem");
      await expect(problem).toContainText("The server can't do that right now.");
      broken = false;
      await problem.getByRole("button", { name: "Try again" }).click();
      await expect(problem).toBeHidden();
      broken = true;
      await expect(problem).toBeVisible();
      return page;
    },
  },
  {
    name: "list: lobbies, with how many are in them",
    async arrange(theatre) {
      await theatre.server.makeLobby("Garden");
      const lobby = await theatre.server.makeLobby("Living room");
      await theatre.inside(lobby, "Ann");
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await expect(page.getByRole("link", { name: /Living room 1 of 8/ })).toBeVisible();
      return page;
    },
  },
  {
    name: "name: free",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await page.getByTestId("name").fill("Nina");
      await page.getByTestId("save-name").click();
      await expect(page.getByTestId("save-name")).toHaveText("Saved");
      return page;
    },
  },
  {
    name: "name: taken",
    complains: /409/,
    async arrange(theatre) {
      const lobby = await theatre.server.makeLobby();
      await theatre.inside(lobby, "Somebody");
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await page.getByTestId("name").fill("somebody");
      await page.getByTestId("save-name").click();
      await expect(page.getByTestId("name-problem")).toContainText("uses this name already");
      return page;
    },
  },
  {
    name: "name: invalid",
    complains: /400/,
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await page.getByTestId("name").fill("x".repeat(40));
      await page.getByTestId("save-name").click();
      await expect(page.getByTestId("name-problem")).toContainText("1 to 32 characters");
      return page;
    },
  },
  {
    name: "home: a pasted text that is no link",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await page.getByTestId("link").fill("https://example.org/");
      await page.getByRole("button", { name: "Join" }).click();
      await expect(page.getByTestId("link-problem")).toBeVisible();
      return page;
    },
  },
  {
    name: "home: no server, with a retry",
    complains: /ERR_FAILED|Failed to load/,
    async arrange(theatre) {
      const page = await theatre.page();
      await page.route("**/api/v1/sessions", (route) => route.abort());
      await page.goto(theatre.server.url);
      const problem = page.getByTestId("session-problem");
      await expect(problem).toContainText("cannot be reached");
      await expect(problem.getByRole("button", { name: "Try again" })).toBeVisible();
      return page;
    },
  },
  {
    name: "home: settings, and Spanish at once",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await page.getByTestId("settings").click();
      await page.getByTestId("language").selectOption("es");
      await expect(page.getByRole("dialog", { name: "Ajustes" })).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", "es");
      return page;
    },
  },
  {
    name: "home: in Spanish because the browser wishes it",
    async arrange(theatre) {
      const page = await theatre.page({ locale: "es-MX" });
      await page.goto(theatre.server.url);
      await expect(page.getByRole("heading", { name: "Abrir una sala" })).toBeVisible();
      return page;
    },
  },
  {
    name: "page: nothing at this address",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(theatre.server.url);
      await page.evaluate(() => history.pushState(null, "", "/nowhere"));
      await expect(page.getByTestId("not-found")).toBeVisible();
      await expect(page.getByRole("button", { name: "To the start" })).toBeVisible();
      return page;
    },
  },
  {
    name: "page: diagnostics, all checks done",
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(`${theatre.server.url}/diagnostics`);
      await page.getByTestId("run-checks").click();
      await expect(page.getByTestId("checks")).toHaveAttribute("data-phase", "done", { timeout: 30_000 });
      for (const check of ["browser", "server", "socket", "microphone", "camera", "direct"])
        await expect(page.locator(`[data-check=${check}]`)).toHaveAttribute("data-state", "good");
      await page.getByTestId("copy-report").click();
      await expect(page.getByTestId("copy-report")).toHaveText("Report copied");
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("Messages: good");
      return page;
    },
  },
];
