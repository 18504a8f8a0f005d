import type { Bot } from "../ws/protocol.generated";

/** The list with what is told of one of them; a bot that has stopped is no longer in it. */
export function withBot(bots: readonly Bot[], bot: Bot): Bot[] {
  const others = bots.filter((one) => one.id !== bot.id);
  return bot.state === "stopped" ? others : [...others, bot];
}

/**
 * Lists of a lobby's bots come over HTTP, changes over the WebSocket, and either may overtake the other: what is told
 * while a list is on its way is the newer.
 */
export class BotNews {
  private readonly underway = new Set<Map<string, Bot>>();

  async load(ask: () => Promise<Bot[]>): Promise<Bot[]> {
    const told = new Map<string, Bot>();
    this.underway.add(told);
    try {
      const listed = await ask();
      return [...told.values()].reduce(withBot, listed);
    } finally {
      this.underway.delete(told);
    }
  }

  tell(bot: Bot): void {
    for (const told of this.underway) told.set(bot.id, bot);
  }
}
