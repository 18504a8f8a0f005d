import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { speak } from "../bot_voice";
import { TestProvider } from "../provider";
import type { State, Theatre } from "./theatre";

const assistant = {
  type: "assistant",
  title: "Assistant",
  description: "Listens, thinks and answers.",
  capabilities: ["listen", "speak", "chat"],
  config_schema: {
    type: "object",
    required: ["manner"],
    properties: {
      manner: { type: "string", title: "Manner", enum: ["brief", "talkative"], default: "brief" },
      greeting: { type: "string", title: "Greeting", maxLength: 400, description: "What it says when it comes in." },
      api_key: { type: "string", title: "Key", writeOnly: true },
      patience: { type: "integer", title: "Patience", minimum: 1, maximum: 10, default: 3 },
      interrupts: { type: "boolean", title: "May interrupt", default: false },
      topics: { type: "array", title: "Topics", items: { type: "string", title: "Topic" } },
      voice: {
        type: "object",
        title: "Voice",
        properties: { speed: { type: "number", title: "Speed", minimum: 0.5, maximum: 2, default: 1 } },
      },
    },
  },
};
const scribe = {
  type: "scribe",
  title: "Scribe",
  description: "Writes down what is said.",
  capabilities: ["transcribe"],
  config_schema: { type: "object", properties: {} },
};

async function openBots(page: Page): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByRole("button", { name: "Bots", exact: true }).click();
  await expect(page.getByTestId("bots")).toBeVisible();
}

/** A provider, and a lobby whose owner looks at its bots. */
async function withProvider(theatre: Theatre): Promise<{ owner: Page; provider: TestProvider }> {
  const provider = await TestProvider.start(theatre.server, [assistant, scribe]);
  theatre.atEnd(() => provider.stop());
  const owner = await theatre.owner("Olga");
  await openBots(owner);
  return { owner, provider };
}

async function add(page: Page, type: string): Promise<void> {
  await page.locator(`[data-type=${type}]`).getByTestId("add-bot").click();
  await page.getByTestId("save-bot").click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

const lobbyOf = (page: Page) => new URL(page.url()).pathname.slice("/l/".length);
const bot = (page: Page, state: string) => page.locator(`[data-testid=bot][data-state=${state}]`);

/** A lobby with a scribe in it, and captions shown. */
async function withScribe(theatre: Theatre) {
  const { owner, provider } = await withProvider(theatre);
  await add(owner, "scribe");
  await expect(bot(owner, "active")).toHaveCount(1);
  await owner.getByTestId("toggle-captions").click();
  const me = await owner.evaluate(() => window.parlor.state().lobby?.me ?? "");
  return { owner, provider, me, writer: provider.botIn(lobbyOf(owner)) };
}

async function saved(page: Page, kind: "txt" | "vtt"): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`export-${kind}`).click()]);
  return readFileSync(await download.path(), "utf8");
}

export const botStates: State[] = [
  {
    name: "bots: nobody offers any",
    async arrange(theatre) {
      const owner = await theatre.owner("Olga");
      await owner.route("**/api/v1/bots/types", (route) => route.fulfill({ json: { types: [] } }));
      await openBots(owner);
      await expect(owner.getByTestId("bots-empty")).toBeVisible();
      await expect(owner.getByTestId("bot-types-empty")).toHaveText("No provider offers bots at this moment.");
      return owner;
    },
  },
  {
    name: "bots: the gallery of types",
    async arrange(theatre) {
      const { owner } = await withProvider(theatre);
      // What another provider has offered to this server before is still shown, as unavailable.
      await expect(owner.locator("[data-type=assistant]").getByTestId("add-bot")).toBeEnabled();
      await expect(owner.locator("[data-type=scribe]")).toContainText("writes down what is said");
      return owner;
    },
  },
  {
    name: "bots: types can't be had, with a retry",
    complains: /503/,
    async arrange(theatre) {
      const owner = await theatre.owner("Olga");
      await owner.route("**/api/v1/bots/types", (route) =>
        route.fulfill({ status: 503, json: { code: "unavailable", error: "The store is away." } }),
      );
      await openBots(owner);
      await expect(owner.getByTestId("bot-types-problem").getByRole("button", { name: "Try again" })).toBeVisible();
      return owner;
    },
  },
  {
    name: "bots: those who may not add one",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await openBots(page);
      await expect(page.getByTestId("bots")).toContainText("Only moderators add bots to this lobby.");
      return page;
    },
  },
  {
    name: "bot: the form that its type describes",
    async arrange(theatre) {
      const { owner } = await withProvider(theatre);
      await owner.locator("[data-type=assistant]").getByTestId("add-bot").click();
      const form = owner.getByTestId("bot-form");
      await expect(form.getByLabel("Manner")).toHaveValue("brief");
      await expect(form.getByLabel("Key")).toHaveAttribute("type", "password");
      await expect(form.getByLabel("Key")).not.toHaveAttribute("placeholder");
      await expect(form.getByRole("group", { name: "Voice" }).getByLabel("Speed")).toHaveValue("1");
      await form.getByTestId("add-item-topics").click();
      await form.getByRole("textbox", { name: "Topic" }).fill("gardens");
      return owner;
    },
  },
  {
    name: "bot: config invalid, told at its field",
    complains: /422/,
    async arrange(theatre) {
      const { owner } = await withProvider(theatre);
      await owner.locator("[data-type=assistant]").getByTestId("add-bot").click();
      // The browser's own check aside: what the server says.
      await owner.getByTestId("bot-form").evaluate((form: HTMLFormElement) => {
        form.noValidate = true;
      });
      await owner.getByLabel("Speed").fill("9");
      await owner.getByTestId("save-bot").click();
      await expect(owner.locator("[data-testid=config-problem][data-path='config.voice.speed']")).toBeVisible();
      await expect(owner.getByLabel("Speed")).toHaveAttribute("aria-invalid", "true");
      return owner;
    },
  },
  {
    name: "bot: starting",
    async arrange(theatre) {
      const { owner, provider } = await withProvider(theatre);
      provider.behaviour = "does not answer";
      await add(owner, "assistant");
      await expect(bot(owner, "starting")).toContainText("is starting …");
      return owner;
    },
  },
  {
    name: "bot: ready, reconfigured while it runs, its secret kept",
    async arrange(theatre) {
      const { owner, provider } = await withProvider(theatre);
      await owner.locator("[data-type=assistant]").getByTestId("add-bot").click();
      await owner.getByTestId("bot-name").fill("Ada");
      await owner.getByLabel("Key").fill("hush");
      await owner.getByTestId("save-bot").click();
      await expect(bot(owner, "active")).toContainText("ready");
      // Which brings no media, so that nothing says "connecting".
      await expect(owner.getByRole("article", { name: "Ada" })).toHaveText(/^A\s*Ada$/);
      await owner.getByTestId("configure-bot").click();
      await expect(owner.getByLabel("Key")).toHaveValue("");
      await expect(owner.getByLabel("Key")).toHaveAttribute("placeholder", /leave it empty to keep it/);
      await owner.getByLabel("Patience").fill("7");
      await owner.getByTestId("save-bot").click();
      await expect(owner.getByRole("dialog")).toHaveCount(0);
      await expect.poll(() => provider.botIn(lobbyOf(owner)).config).toMatchObject({ patience: 7, api_key: "hush" });
      return owner;
    },
  },
  {
    name: "bot: speaking",
    async arrange(theatre) {
      const { owner, provider } = await withProvider(theatre);
      await add(owner, "assistant");
      await expect(bot(owner, "active").getByText("speaks")).toBeHidden();
      const mouth = await theatre.page();
      await mouth.goto(theatre.server.url);
      const me = await owner.evaluate(() => window.parlor.state().lobby?.me ?? "");
      await speak(provider.botIn(lobbyOf(owner)), mouth, me);
      await expect(bot(owner, "active").getByText("speaks")).toBeVisible();
      await expect(owner.getByRole("article", { name: "Assistant" })).toHaveAttribute("data-speaking");
      return owner;
    },
  },
  {
    name: "bot: failed with its reason, and started again",
    async arrange(theatre) {
      const { owner, provider } = await withProvider(theatre);
      provider.behaviour = "fails";
      await add(owner, "assistant");
      await expect(bot(owner, "failed").getByTestId("bot-detail")).toContainText("The model can't be loaded.");
      provider.behaviour = "comes in";
      await owner.getByTestId("restart-bot").click();
      await expect(bot(owner, "active")).toHaveCount(1);
      provider.behaviour = "fails";
      const id = await bot(owner, "active").getAttribute("data-bot");
      await provider.tell(id ?? "", "failed", "The model can't be loaded.");
      await expect(bot(owner, "failed").getByTestId("restart-bot")).toBeVisible();
      return owner;
    },
  },
  {
    name: "bot: its provider is offline",
    async arrange(theatre) {
      const { owner, provider } = await withProvider(theatre);
      await add(owner, "assistant");
      await expect(bot(owner, "active")).toHaveCount(1);
      provider.stop();
      await expect(bot(owner, "requested").getByTestId("bot-detail")).not.toBeEmpty();
      await owner.getByTestId("close-panel").click();
      await openBots(owner);
      await expect(owner.locator("[data-type=assistant]").getByTestId("add-bot")).toBeDisabled();
      await expect(owner.locator("[data-type=assistant]").getByTestId("type-reason")).toContainText(
        "Can't be added now",
      );
      return owner;
    },
  },
  {
    name: "bot: removed",
    async arrange(theatre) {
      const { owner } = await withProvider(theatre);
      await add(owner, "scribe");
      await expect(bot(owner, "active")).toHaveCount(1);
      await owner.getByTestId("remove-bot").click();
      await owner.getByTestId("confirm").click();
      await expect(owner.getByTestId("bots-empty")).toBeVisible();
      await expect(owner.getByTestId("tile")).toHaveCount(1);
      await add(owner, "scribe");
      await owner.getByTestId("remove-bot").click();
      await expect(owner.getByRole("dialog", { name: /^Remove / })).toBeVisible();
      return owner;
    },
  },
  {
    name: "captions: nobody writes any, and off again",
    async arrange(theatre) {
      const page = await theatre.inside(await theatre.server.makeLobby(), "Ann");
      await page.getByTestId("toggle-captions").click();
      await expect(page.locator("[data-testid=captions][data-state=never]")).toContainText(
        "Nobody writes captions here.",
      );
      await page.getByTestId("chat-input").blur();
      await page.keyboard.press("l");
      await expect(page.getByTestId("captions")).toHaveCount(0);
      await page.keyboard.press("l");
      await expect(page.getByTestId("captions")).toBeVisible();
      return page;
    },
  },
  {
    name: "captions: waiting for somebody to speak",
    async arrange(theatre) {
      const { owner } = await withScribe(theatre);
      await expect(owner.locator("[data-testid=captions][data-state=waiting]")).toBeVisible();
      return owner;
    },
  },
  {
    name: "captions: partial",
    async arrange(theatre) {
      const { owner, writer, me } = await withScribe(theatre);
      await writer.transcribe(me, "u1", "shall we", false);
      await writer.transcribe(me, "u1", "shall we begin with", false);
      await expect(owner.getByTestId("caption")).toHaveText("Olgashall we begin with");
      await expect(owner.getByTestId("caption")).not.toHaveAttribute("data-final");
      return owner;
    },
  },
  {
    name: "captions: final, with the transcript beside them, and saved as text and WebVTT",
    async arrange(theatre) {
      const { owner, writer, me } = await withScribe(theatre);
      await writer.transcribe(me, "u1", "Shall we begin?", true);
      await writer.transcribe(me, "u2", "Then let us.", true);
      await expect(owner.locator("[data-testid=caption][data-final]")).toHaveCount(2);
      await owner.getByTestId("more").click();
      await owner.getByRole("button", { name: "Transcript" }).click();
      await expect(owner.getByTestId("said")).toHaveCount(2);
      await owner.getByText("Large", { exact: true }).click();
      await expect(owner.getByTestId("captions")).toHaveAttribute("data-size", "large");
      expect(await saved(owner, "txt")).toMatch(
        /Z Olga \(said\): Shall we begin\?\n.*Z Olga \(said\): Then let us\.\n$/,
      );
      expect(await saved(owner, "vtt")).toMatch(/^WEBVTT\n[\s\S]*<v Olga>Shall we begin\?<\/v>/);
      return owner;
    },
  },
  {
    name: "captions: the bot that writes them is lost",
    async arrange(theatre) {
      const { owner, provider } = await withScribe(theatre);
      await expect(owner.locator("[data-testid=captions][data-state=waiting]")).toBeVisible();
      provider.stop();
      await expect(owner.locator("[data-testid=captions][data-state=lost]")).toContainText("is gone");
      return owner;
    },
  },
  {
    name: "captions: who does not want it is not written down",
    async arrange(theatre) {
      const { owner, writer, me } = await withScribe(theatre);
      await owner.getByTestId("more").click();
      await owner.getByRole("button", { name: "Transcript" }).click();
      await owner.getByTestId("no-transcription").check();
      await expect(owner.getByTestId("no-transcription")).toBeChecked();
      await expect
        .poll(() => writer.transcribe(me, "u1", "a secret", true).then(() => "taken", String))
        .toContain("Error");
      await expect(owner.getByTestId("said")).toHaveCount(0);
      return owner;
    },
  },
];
