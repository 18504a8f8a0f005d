import type {
  AdminBan,
  AdminBanPage,
  AdminBanRequest,
  AdminBanResult,
  AdminBot,
  AdminBotPage,
  AdminLobby,
  AdminLobbyPage,
  AdminLobbyResult,
  AdminLogin,
  AdminName,
  AdminNamePage,
  AdminProvider,
  AdminProviderPage,
  AdminProviderRequest,
  AdminProviderResult,
  AdminSession,
  AdminSessionPage,
  AdminStats,
  AuditEntry,
  AuditPage,
} from "../ws/protocol.generated";
import { call } from "./call";

const root = "/api/v1/admin";
const pageSize = 50;

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** One page of a list: where it begins (null: from the start), and what its items contain (empty: anything). */
export type LoadPage<T> = (cursor: string | null, query: string) => Promise<Page<T>>;

function listPath(what: string, cursor: string | null, query: string): string {
  const wish = { limit: String(pageSize), ...(cursor ? { cursor } : {}), ...(query ? { query } : {}) };
  return `${root}/${what}?${new URLSearchParams(wish)}`;
}
function itemPath(what: string, id: string): string {
  return `${root}/${what}/${encodeURIComponent(id)}`;
}

/** Administration over HTTP, with the cookie that `login` brings. Rejects with RequestError. */
export const adminApi = {
  /** Exchanges the server's token for a cookie of one hour, which scripts can't read. */
  login: (token: string) => call<AdminLogin>("POST", `${root}/login`, undefined, { Authorization: `Bearer ${token}` }),
  logout: () => call<void>("DELETE", `${root}/login`),
  stats: () => call<AdminStats>("GET", `${root}/stats`),

  sessions: async (cursor: string | null, query: string): Promise<Page<AdminSession>> => {
    const page = await call<AdminSessionPage>("GET", listPath("sessions", cursor, query));
    return { items: page.sessions, next: page.next_cursor };
  },
  endSession: (id: string) => call<void>("DELETE", itemPath("sessions", id)),

  lobbies: async (cursor: string | null, query: string): Promise<Page<AdminLobby>> => {
    const page = await call<AdminLobbyPage>("GET", listPath("lobbies", cursor, query));
    return { items: page.lobbies, next: page.next_cursor };
  },
  lobby: (id: string) => call<AdminLobbyResult>("GET", itemPath("lobbies", id)),
  endLobby: (id: string) => call<void>("DELETE", itemPath("lobbies", id)),

  names: async (cursor: string | null, query: string): Promise<Page<AdminName>> => {
    const page = await call<AdminNamePage>("GET", listPath("names", cursor, query));
    return { items: page.names, next: page.next_cursor };
  },
  protectName: (name: string, password: string) =>
    call<unknown>("PUT", `${itemPath("names", name)}/password`, { password }),
  unprotectName: (name: string) => call<void>("DELETE", `${itemPath("names", name)}/password`),
  freeName: (name: string) => call<void>("DELETE", itemPath("names", name)),

  bans: async (cursor: string | null, query: string): Promise<Page<AdminBan>> => {
    const page = await call<AdminBanPage>("GET", listPath("bans", cursor, query));
    return { items: page.bans, next: page.next_cursor };
  },
  ban: async (wish: AdminBanRequest) => (await call<AdminBanResult>("POST", `${root}/bans`, wish)).ban,
  liftBan: (id: string) => call<void>("DELETE", itemPath("bans", id)),

  bots: async (cursor: string | null, query: string): Promise<Page<AdminBot>> => {
    const page = await call<AdminBotPage>("GET", listPath("bots", cursor, query));
    return { items: page.bots, next: page.next_cursor };
  },
  removeBot: (id: string) => call<void>("DELETE", itemPath("bots", id)),

  providers: async (cursor: string | null, query: string): Promise<Page<AdminProvider>> => {
    const page = await call<AdminProviderPage>("GET", listPath("providers", cursor, query));
    return { items: page.providers, next: page.next_cursor };
  },
  /** The answer has the key; it is told this once. */
  addProvider: (wish: AdminProviderRequest) => call<AdminProviderResult>("POST", `${root}/providers`, wish),
  removeProvider: (id: string) => call<void>("DELETE", itemPath("providers", id)),

  audit: async (cursor: string | null, query: string): Promise<Page<AuditEntry>> => {
    const page = await call<AuditPage>("GET", listPath("audit", cursor, query));
    return { items: page.entries, next: page.next_cursor };
  },
};
