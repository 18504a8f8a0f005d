import { expect, test } from "vitest";
import { BotNews } from "../../src/core/bots/bot_news";
import type { Bot, BotState } from "../../src/core/ws/protocol.generated";

function bot(id: string, state: BotState): Bot {
  return { id, type: "echo", name: id, state, detail: "", config: {}, participant_id: null, started_at: null };
}
const states = (bots: readonly Bot[]) => bots.map(({ id, state }) => `${id} ${state}`);

/** A list that comes when the test says so. */
function slowList() {
  let come: (bots: Bot[]) => void = () => undefined;
  const list = new Promise<Bot[]>((resolve) => {
    come = resolve;
  });
  return { ask: () => list, come };
}

test("what is told while a list is on its way is newer than what stands in it", async () => {
  const news = new BotNews();
  const { ask, come } = slowList();
  const loading = news.load(ask);

  news.tell(bot("a", "active"));
  news.tell(bot("b", "stopped"));
  come([bot("a", "joining"), bot("b", "active"), bot("c", "starting")]);

  expect(states(await loading)).toEqual(["c starting", "a active"]);
});

test("what was told before a list was asked for does not count", async () => {
  const news = new BotNews();
  news.tell(bot("a", "joining"));

  expect(states(await news.load(async () => [bot("a", "active")]))).toEqual(["a active"]);
});

test("a list that does not come leaves nothing behind", async () => {
  const news = new BotNews();

  await expect(news.load(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  news.tell(bot("a", "stopped"));

  expect(states(await news.load(async () => [bot("a", "active")]))).toEqual(["a active"]);
});
