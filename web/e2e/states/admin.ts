import { expect, type Page } from "@playwright/test";
import { TestProvider } from "../provider";
import { adminToken, type State, type Theatre } from "./theatre";

async function openAdmin(theatre: Theatre, tab = ""): Promise<Page> {
  const page = await theatre.page();
  await page.goto(`${theatre.server.url}/admin/${tab}`);
  await page.getByTestId("admin-token").fill(adminToken);
  await page.getByTestId("admin-enter").click();
  await expect(page.getByTestId("admin")).toHaveAttribute("data-state", "in");
  return page;
}

/** The row that says this. */
async function row(page: Page, text: string) {
  await page.getByTestId("admin-search").fill(text);
  const found = page.getByTestId("admin-row");
  await expect(found).toHaveCount(1);
  await expect(found).toContainText(text);
  return found;
}

export const adminStates: State[] = [
  {
    name: "admin: at the door, with a wrong token",
    complains: /401/,
    async arrange(theatre) {
      const page = await theatre.page();
      await page.goto(`${theatre.server.url}/admin`);
      await page.getByTestId("admin-token").fill("not the token");
      await page.getByTestId("admin-enter").click();
      await expect(page.getByTestId("admin-problem")).toHaveText("That is not the token.");
      return page;
    },
  },
  {
    name: "admin: switched off",
    complains: /404/,
    async arrange(theatre) {
      const page = await theatre.page();
      await page.route("**/api/v1/admin/stats", (route) =>
        route.fulfill({ status: 404, json: { code: "not_found", error: "There is no such thing." } }),
      );
      await page.goto(`${theatre.server.url}/admin`);
      await expect(page.getByTestId("admin")).toContainText("Administration is switched off on this server");
      return page;
    },
  },
  {
    name: "admin: overview, with figures and plots that live",
    complains: /401/,
    async arrange(theatre) {
      await theatre.inside(await theatre.server.makeLobby(), "Ann");
      const page = await openAdmin(theatre);
      await expect(page.getByTestId("plot")).toHaveCount(4);
      await expect(page.getByTestId("figures")).toContainText("Participants");
      await expect(page.getByRole("figure", { name: /Connections and participants: WebSockets [1-9]/ })).toBeVisible();
      const told = await page.waitForResponse("**/api/v1/admin/stats");
      expect(told.status()).toBe(200);
      return page;
    },
  },
  {
    name: "admin: sessions, searched, and one ended",
    complains: /401/,
    async arrange(theatre) {
      const ann = await theatre.inside(await theatre.server.makeLobby(), "Adele");
      const page = await openAdmin(theatre, "sessions");
      await (await row(page, "Adele")).getByTestId("end-session").click();
      await expect(page.getByRole("dialog", { name: "End this session?" })).toContainText("Adele");
      await page.getByTestId("confirm").click();
      await expect(ann.locator("[data-testid=connection-banner][data-state=ended]")).toBeVisible();
      await expect(page.getByText("Nothing fits this search.")).toBeVisible();
      await page.getByTestId("admin-search").fill("");
      return page;
    },
  },
  {
    name: "admin: lobbies, who is in one, and one ended",
    complains: /401/,
    async arrange(theatre) {
      const lobby = await theatre.server.makeLobby("Attic");
      const ann = await theatre.inside(lobby, "Agnes");
      const page = await openAdmin(theatre, "lobbies");
      await (await row(page, "Attic")).getByTestId("show-lobby").click();
      await expect(page.getByTestId("admin-people")).toContainText("Agnes");
      await page.keyboard.press("Escape");
      await (await row(page, "Attic")).getByTestId("end-lobby").click();
      await page.getByTestId("confirm").click();
      await expect(ann.locator("[data-testid=lobby-message][data-state=closed]")).toBeVisible();
      await theatre.server.makeLobby("Attic");
      await page.reload();
      await (await row(page, "Attic")).getByTestId("end-lobby").click();
      await expect(page.getByRole("dialog", { name: "End “Attic”?" })).toBeVisible();
      return page;
    },
  },
  {
    name: "admin: names, one protected and freed",
    complains: /401/,
    async arrange(theatre) {
      await theatre.inside(await theatre.server.makeLobby(), "Alma");
      const page = await openAdmin(theatre, "names");
      await (await row(page, "Alma")).getByTestId("name-setPassword").click();
      await page.getByTestId("name-new-password").fill("a long enough password");
      await page.getByTestId("confirm").click();
      await expect(await row(page, "Alma")).toContainText("protected");
      await (await row(page, "Alma")).getByTestId("name-removePassword").click();
      await page.getByTestId("confirm").click();
      await expect(await row(page, "Alma")).not.toContainText("protected");
      await (await row(page, "Alma")).getByTestId("name-free").click();
      await page.getByTestId("confirm").click();
      await expect(page.getByTestId("admin-row").filter({ hasText: "Alma" })).toHaveCount(0);
      await page.getByTestId("admin-leave").click();
      await expect(page.getByTestId("admin-token")).toBeVisible();
      return page;
    },
  },
  {
    name: "admin: bans, with undo both ways",
    complains: /401/,
    async arrange(theatre) {
      const page = await openAdmin(theatre, "bans");
      const bans = page.getByTestId("admin-row").filter({ hasText: "203.0.113.7" });
      await page.getByTestId("add-ban").click();
      await page.getByTestId("ban-address").fill("203.0.113.7");
      await page.getByTestId("ban-reason").fill("spam");
      await page.getByTestId("ban-length").selectOption("week");
      await page.getByTestId("confirm").click();
      await expect(bans).toHaveCount(1);
      await page.getByTestId("undo").click();
      await expect(bans).toHaveCount(0);
      await page.getByTestId("add-ban").click();
      await page.getByTestId("ban-address").fill("203.0.113.7");
      await page.getByTestId("confirm").click();
      await bans.getByTestId("lift-ban").click();
      await expect(page.getByTestId("admin-done")).toContainText("The ban is lifted.");
      await expect(bans).toHaveCount(0);
      await page.getByTestId("undo").click();
      await expect(bans).toHaveCount(1);
      return page;
    },
  },
  {
    name: "admin: the question before somebody is banned",
    complains: /401/,
    async arrange(theatre) {
      await theatre.inside(await theatre.server.makeLobby(), "Anouk");
      const page = await openAdmin(theatre, "sessions");
      await (await row(page, "Anouk")).getByTestId("ban-session").click();
      await expect(page.getByTestId("ban-name")).toHaveValue("Anouk");
      await expect(page.getByTestId("ban-session_id")).not.toHaveValue("");
      return page;
    },
  },
  {
    name: "admin: bots, and one removed",
    complains: /401/,
    async arrange(theatre) {
      const type = {
        type: "parrot",
        title: "Parrot",
        description: "",
        capabilities: [],
        config_schema: { type: "object" },
      };
      const provider = await TestProvider.start(theatre.server, [type]);
      theatre.atEnd(() => provider.stop());
      const owner = await theatre.owner("Olga");
      const lobby = new URL(owner.url()).pathname.slice("/l/".length);
      const add = (name: string) =>
        owner.evaluate(
          ([id, wanted]) =>
            fetch(`/api/v1/lobbies/${id}/bots`, {
              method: "POST",
              headers: { "Content-Type": "application/json" },
              body: JSON.stringify({ type: "parrot", name: wanted }),
            }),
          [lobby, name] as const,
        );
      await add("Polly the first");
      await add("Polly the second");
      const page = await openAdmin(theatre, "bots");
      await (await row(page, "Polly the first")).getByTestId("remove-bot").click();
      await page.getByTestId("confirm").click();
      await expect(page.getByRole("dialog")).toHaveCount(0);
      // It takes its leave, and is gone then.
      const left = async () => {
        await page.reload();
        await expect(page.getByTestId("admin-search")).toBeVisible();
        return page.getByTestId("admin-row").filter({ hasText: "Polly the first" }).count();
      };
      await expect.poll(left).toBe(0);
      await expect(await row(page, "Polly the second")).toContainText(lobby);
      return page;
    },
  },
  {
    name: "admin: providers, a key made and deleted",
    complains: /401/,
    async arrange(theatre) {
      const page = await openAdmin(theatre, "providers");
      const make = async () => {
        await page.getByTestId("add-provider").click();
        await page.getByTestId("provider-name").fill("studio");
        await page.getByTestId("provider-types").fill("parrot, scribe");
        await page.getByTestId("confirm").click();
      };
      await make();
      await expect(page.getByTestId("provider-key")).not.toHaveValue("");
      await (await row(page, "studio")).getByTestId("remove-provider").click();
      await page.getByTestId("confirm").click();
      await expect(page.getByTestId("admin-row").filter({ hasText: "studio" })).toHaveCount(0);
      await make();
      await expect(await row(page, "studio")).toContainText("parrot, scribe");
      return page;
    },
  },
  {
    name: "admin: audit, page by page",
    complains: /401/,
    async arrange(theatre) {
      const page = await openAdmin(theatre, "bans");
      // Enough actions for more than one page.
      await page.evaluate(async () => {
        for (let turn = 0; turn < 30; turn += 1) {
          const headers = { "Content-Type": "application/json" };
          const body = JSON.stringify({ address: `198.51.100.${turn}`, reason: "test" });
          const made = await fetch("/api/v1/admin/bans", { method: "POST", headers, body });
          const { ban } = (await made.json()) as { ban: { id: string } };
          await fetch(`/api/v1/admin/bans/${ban.id}`, { method: "DELETE" });
        }
      });
      await page.getByRole("link", { name: "Audit" }).click();
      await expect(page.getByTestId("admin-row")).toHaveCount(50);
      await page.getByTestId("admin-more").click();
      await expect.poll(() => page.getByTestId("admin-row").count()).toBeGreaterThan(59);
      return page;
    },
  },
  {
    name: "admin: a list that can't be had, with a retry",
    complains: /401|503/,
    async arrange(theatre) {
      const page = await theatre.page();
      await page.route("**/api/v1/admin/lobbies?*", (route) =>
        route.fulfill({ status: 503, json: { code: "unavailable", error: "The store is away." } }),
      );
      await page.goto(`${theatre.server.url}/admin/lobbies`);
      await page.getByTestId("admin-token").fill(adminToken);
      await page.getByTestId("admin-enter").click();
      await expect(page.getByTestId("admin-list-problem")).toContainText("can't do that right now");
      return page;
    },
  },
  {
    name: "admin: in Spanish",
    complains: /401/,
    async arrange(theatre) {
      const page = await theatre.page({ locale: "es-ES" });
      await page.goto(`${theatre.server.url}/admin`);
      await expect(page.getByRole("heading", { name: "Administración" })).toBeVisible();
      return page;
    },
  },
];
