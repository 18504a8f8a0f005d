import { expect, type Locator, test } from "@playwright/test";
import { Theatre } from "../states/theatre";

let theatre: Theatre;
test.beforeAll(async () => {
  theatre = await Theatre.open();
});
test.afterAll(() => theatre?.close());
test.afterEach(() => theatre.clear());

/** As a language that is written from right to left would have it. */
function rightToLeft(): void {
  localStorage.setItem("parlor.preferences", JSON.stringify({ microphoneOn: false }));
  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.dir = "rtl";
  });
}

/** They stand side by side, the first on the right. */
async function expectFromTheRight(first: Locator, second: Locator): Promise<void> {
  const [right, left] = await Promise.all([first.boundingBox(), second.boundingBox()]);
  if (!right || !left) throw new Error("not in sight");
  expect(left.x + left.width).toBeLessThanOrEqual(right.x + 1);
}

test("from right to left everything stands the other way round, but pictures and what was written do not", async () => {
  const lobby = await theatre.server.makeLobby();
  await theatre.inside(lobby, "Bob");
  const page = await theatre.inside(lobby, "Ann", { script: rightToLeft });
  await expect(page.getByTestId("tile")).toHaveCount(2);
  await page.getByTestId("toggle-camera").click();
  await page.getByTestId("chat-input").fill("hello, שלום");
  await page.keyboard.press("Enter");
  await page.getByTestId("chat-input").fill("שלום, hello");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("message")).toHaveCount(2);

  await test.step("the parts of the room", async () => {
    await expectFromTheRight(page.getByTestId("stage"), page.getByRole("complementary"));
    await expectFromTheRight(page.getByTestId("toggle-microphone"), page.getByTestId("leave"));
    await expectFromTheRight(page.getByTestId("chat-input"), page.getByTestId("chat-send"));
    await page.getByTestId("close-panel").click();
    const tiles = page.getByTestId("tile");
    const topOf = async (index: number) => (await tiles.nth(index).boundingBox())?.y ?? index;
    await expect.poll(async () => (await topOf(0)) - (await topOf(1))).toBe(0);
    await expectFromTheRight(tiles.nth(0), tiles.nth(1));
  });

  await test.step("signs with a direction turn, pictures of people do not", async () => {
    const scale = (element: Locator) => element.evaluate((one) => getComputedStyle(one).scale);
    await page.getByTestId("toggle-chat").click();
    expect(await scale(page.getByTestId("chat-send").locator("svg"))).toBe("-1 1");
    expect(await scale(page.getByTestId("leave").locator("svg"))).toBe("-1 1");
    expect(await scale(page.getByTestId("toggle-microphone").locator("svg"))).toBe("none");
    await expect(page.locator("[data-own] video")).toHaveAttribute("data-mirrored");
  });

  await test.step("each line runs as its own script does", async () => {
    const direction = (line: number) =>
      page
        .getByTestId("message")
        .nth(line)
        .locator("p")
        .evaluate((one) => getComputedStyle(one).direction);
    expect(await direction(0)).toBe("ltr");
    expect(await direction(1)).toBe("rtl");
  });

  await test.step("a menu opens inside of the page, at its button", async () => {
    await page.getByTestId("more").click();
    const box = await page.getByRole("button", { name: "Bots", exact: true }).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280);
  });
  expect(theatre.errors).toEqual([]);
});

test("the start page from right to left", async () => {
  const page = await theatre.page({ script: rightToLeft });
  await page.goto(theatre.server.url);

  await expectFromTheRight(page.getByTestId("name"), page.getByTestId("save-name"));
  await expectFromTheRight(page.getByRole("heading", { level: 1 }), page.getByRole("button", { name: "Settings" }));
  await expectFromTheRight(page.getByTestId("lobby-name"), page.getByPlaceholder("Search by name"));
});
