import { expect, test } from "@playwright/test";
import { type Browser, openChromium } from "../browsers";
import { ParlorServer } from "../server";
import { TurnServer } from "../turn_server";

const secret = "a secret that coturn and the server share";

let turn: TurnServer;
let server: ParlorServer;
let browser: Browser;
test.beforeAll(async () => {
  turn = await TurnServer.start(secret);
  const at = `127.0.0.1:${turn.port}`;
  server = await ParlorServer.start([`--ice.stun_urls=stun:${at}`, `--ice.turn_urls=turn:${at}?transport=udp`], {
    PARLOR_ICE_TURN_SECRET: secret,
  });
  browser = await openChromium();
});
test.afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await turn?.stop();
});

/** How the last checks ended, by name: state and text. */
async function run(visitor: Awaited<ReturnType<Browser["visit"]>>): Promise<Record<string, [string, string]>> {
  const { page } = visitor;
  await page.click("[data-testid=run-checks]");
  const phase = () =>
    page.evaluate(() => document.querySelector("[data-testid=checks]")?.getAttribute("data-phase"), null);
  await expect.poll(phase, { timeout: 60_000 }).toBe("done");
  return page.evaluate(
    () =>
      Object.fromEntries(
        [...document.querySelectorAll("[data-check]")].map((one) => [
          one.getAttribute("data-check"),
          [one.getAttribute("data-state"), one.textContent],
        ]),
      ) as Record<string, [string, string]>,
    null,
  );
}

test("a real STUN and TURN server is found good while it runs, and bad when it does not", async () => {
  const ann = await browser.visit();
  await ann.page.goto(`${server.url}/diagnostics`);

  const running = await run(ann);
  await turn.stop();
  const gone = await run(ann);

  expect(running.stun?.[0], running.stun?.[1]).toBe("good");
  expect(running.turn?.[0], running.turn?.[1]).toBe("good");
  expect(gone.direct?.[0], gone.direct?.[1]).toBe("good");
  expect(gone.stun?.[0], gone.stun?.[1]).toBe("bad");
  expect(gone.turn?.[0], gone.turn?.[1]).toBe("bad");
});
