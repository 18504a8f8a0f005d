import { test } from "@playwright/test";
import { states } from "./states/all";
import { Theatre } from "./states/theatre";

// `npm run screenshots`: every state in both schemes, wide and narrow, into web/screenshots for somebody to look at.
let theatre: Theatre;
test.beforeAll(async () => {
  theatre = await Theatre.open();
});
test.afterAll(() => theatre?.close());
test.afterEach(() => theatre.clear());

const fileOf = (name: string) => name.replace(/[^a-z0-9]+/gi, "-").toLowerCase();

for (const state of states)
  test(state.name, async () => {
    const page = await state.arrange(theatre);
    for (const width of [1280, 320])
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height: width === 320 ? 640 : 800 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `screenshots/${fileOf(state.name)}-${width}-${colorScheme}.png` });
      }
  });
