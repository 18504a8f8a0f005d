import { expect, test } from "@playwright/test";
import { states } from "./states/all";
import { layoutFaults } from "./states/layout";
import { Theatre, violations } from "./states/theatre";

let theatre: Theatre;
test.beforeAll(async () => {
  theatre = await Theatre.open();
});
test.afterAll(() => theatre?.close());
test.afterEach(() => theatre.clear());

for (const state of states)
  test(state.name, async () => {
    const page = await state.arrange(theatre);

    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), `axe, ${colorScheme}`).toEqual([]);
    }
    expect(await layoutFaults(page), "layout").toEqual([]);
    expect(theatre.errors.filter((text) => !state.complains?.test(text))).toEqual([]);
  });
