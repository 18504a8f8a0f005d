const key = "parlor.tab";

/** 128 random bits as an id. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Holds a lock for the life of the page; false where another page has it. */
async function lock(name: string): Promise<boolean> {
  if (!navigator.locks) return true;
  const patience = new AbortController();
  // A reloaded page's own lock may take a moment to be let go.
  const timer = setTimeout(() => patience.abort(), 400);
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { signal: patience.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

/**
 * The tab's own id: kept over reloads, so that the same tab is the same participant. A duplicated tab begins with a copy
 * of its storage; the lock tells it apart, and it gets an id of its own.
 */
export async function claimTabId(): Promise<string> {
  const kept = sessionStorage.getItem(key);
  if (kept && (await lock(`${key}.${kept}`))) return kept;
  const fresh = randomId();
  sessionStorage.setItem(key, fresh);
  await lock(`${key}.${fresh}`);
  return fresh;
}
