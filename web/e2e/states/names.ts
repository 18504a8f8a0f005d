import { expect, type Page } from "@playwright/test";
import type { State, Theatre } from "./theatre";

const password = "correct horse battery";

async function named(theatre: Theatre, name: string): Promise<Page> {
  const page = await theatre.page();
  await page.goto(theatre.server.url);
  await page.getByTestId("name").fill(name);
  await page.getByTestId("save-name").click();
  await expect(page.getByTestId("save-name")).toHaveText("Saved");
  return page;
}

async function openProtection(page: Page): Promise<void> {
  await page.getByTestId("settings").click();
  await page.getByTestId("name-protection").locator("summary").click();
}

async function protect(page: Page): Promise<void> {
  await openProtection(page);
  await page.getByTestId("new-password").fill(password);
  await page.getByTestId("protect").click();
  await expect(page.getByTestId("protection-outcome")).toHaveText("Done.");
}

/** Somebody else asks for a name. */
async function claim(theatre: Theatre, name: string): Promise<Page> {
  const page = await theatre.page();
  await page.goto(theatre.server.url);
  await page.getByTestId("name").fill(name);
  await page.getByTestId("save-name").click();
  return page;
}

const problem = (page: Page) => page.getByTestId("name-problem");

/** Names that are kept by a password. Each state has a name of its own: what is protected stays so. */
export const nameStates: State[] = [
  {
    name: "name: protected by a password",
    async arrange(theatre) {
      const page = await named(theatre, "Paula");
      await protect(page);
      await expect(page.getByText("“Paula” is protected.")).toBeVisible();
      return page;
    },
  },
  {
    name: "name: its password changed, and taken away",
    complains: /403/,
    async arrange(theatre) {
      const page = await named(theatre, "Pavel");
      await protect(page);
      await page.getByTestId("old-password").fill("not the password");
      await page.getByTestId("new-password").fill("another password");
      await page.getByTestId("protect").click();
      await expect(page.getByTestId("protection-outcome")).toHaveText("That is not the password of this name.");
      await page.getByTestId("old-password").fill(password);
      await page.getByTestId("protect").click();
      await expect(page.getByTestId("protection-outcome")).toHaveText("Done.");
      await page.getByTestId("old-password").fill("another password");
      await page.getByTestId("unprotect").click();
      await expect(page.getByText("“Pavel” is free to others when you have gone.")).toBeVisible();
      return page;
    },
  },
  {
    name: "name: needs its password",
    complains: /403/,
    async arrange(theatre) {
      const holder = await named(theatre, "Petra");
      await protect(holder);
      const page = await claim(theatre, "Petra");
      await expect(problem(page)).toContainText("This name is protected.");
      await expect(page.getByTestId("name-password")).toBeVisible();
      return page;
    },
  },
  {
    name: "name: wrong password",
    complains: /403/,
    async arrange(theatre) {
      const holder = await named(theatre, "Pia");
      await protect(holder);
      const page = await claim(theatre, "Pia");
      await page.getByTestId("name-password").fill("a guess");
      await page.getByTestId("save-name").click();
      await expect(problem(page)).toHaveText("That is not the password of this name.");
      await page.getByTestId("name-password").fill(password);
      await page.getByTestId("save-name").click();
      await expect(page.getByTestId("save-name")).toHaveText("Saved");
      await page.getByTestId("name").fill("Somebody new");
      await page.getByTestId("save-name").click();
      await expect(page.getByTestId("save-name")).toHaveText("Saved");
      await page.getByTestId("name").fill("Pia");
      await page.getByTestId("save-name").click();
      await page.getByTestId("name-password").fill("another guess");
      await page.getByTestId("save-name").click();
      await expect(problem(page)).toHaveText("That is not the password of this name.");
      return page;
    },
  },
  {
    name: "name: in use elsewhere, and taken over",
    complains: /403|409/,
    async arrange(theatre) {
      const lobby = await theatre.server.makeLobby();
      const holder = await named(theatre, "Polly");
      await protect(holder);
      await holder.goto(`${theatre.server.url}/l/${lobby}`);
      await expect(holder.getByTestId("enter-lobby")).toBeVisible();
      await holder.getByTestId("enter-lobby").click();
      await expect(holder.getByTestId("room")).toHaveAttribute("data-joined", "true");
      const page = await claim(theatre, "Polly");
      await page.getByTestId("name-password").fill(password);
      await page.getByTestId("save-name").click();
      await expect(page.locator("[data-testid=name-problem][data-why=inUse]")).toContainText(
        "You use this name elsewhere",
      );
      await page.getByTestId("take-over").click();
      await expect(problem(page)).toHaveCount(0);
      await expect(holder.getByTestId("toasts")).toContainText("Your name was taken over elsewhere.");
      return holder;
    },
  },
];
