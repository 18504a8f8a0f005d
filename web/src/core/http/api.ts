import type {
  AddBot,
  BotList,
  BotPatch,
  BotResult,
  BotTypes,
  CreateInvite,
  CreateLobby,
  InviteList,
  InviteResult,
  LobbyCreated,
  LobbyPage,
  LobbyResult,
  RemovePassword,
  Session,
  SessionResult,
  SetName,
  SetPassword,
} from "../ws/protocol.generated";
import { call } from "./call";

function lobbyPath(id: string): string {
  return `/api/v1/lobbies/${encodeURIComponent(id)}`;
}

async function sessionAfter(method: string, path: string, wish: object): Promise<Session> {
  return (await call<SessionResult>(method, path, wish)).session;
}

/** The HTTP interface, as far as the page uses it. Rejects with RequestError. */
export const api = {
  /** Begins a session, or finds the one that the cookie belongs to. */
  begin: () => sessionAfter("POST", "/api/v1/sessions", {}),
  setName: (name: string, password?: string, force?: boolean) => {
    const wish: SetName = { name, ...(password ? { password } : {}), ...(force ? { force } : {}) };
    return sessionAfter("PUT", "/api/v1/session/name", wish);
  },
  setPassword: (password: string, oldPassword: string | null) => {
    const wish: SetPassword = { password, ...(oldPassword === null ? {} : { old_password: oldPassword }) };
    return sessionAfter("PUT", "/api/v1/session/password", wish);
  },
  removePassword: (oldPassword: string) => {
    const wish: RemovePassword = { old_password: oldPassword };
    return sessionAfter("DELETE", "/api/v1/session/password", wish);
  },
  listLobbies: (query: string, cursor: string | null) =>
    call<LobbyPage>("GET", `/api/v1/lobbies?${new URLSearchParams({ query, ...(cursor ? { cursor } : {}) })}`),
  createLobby: async (wish: CreateLobby) => (await call<LobbyCreated>("POST", "/api/v1/lobbies", wish)).lobby,
  botTypes: async () => (await call<BotTypes>("GET", "/api/v1/bots/types")).types,
  listBots: async (lobby: string) => (await call<BotList>("GET", `${lobbyPath(lobby)}/bots`)).bots,
  addBot: async (lobby: string, wish: AddBot) => (await call<BotResult>("POST", `${lobbyPath(lobby)}/bots`, wish)).bot,
  /** What `config` names is changed, null is "back to the default", the rest stays. */
  configureBot: async (lobby: string, bot: string, config: unknown) => {
    const patch: BotPatch = { config };
    return (await call<BotResult>("PATCH", `${lobbyPath(lobby)}/bots/${encodeURIComponent(bot)}`, patch)).bot;
  },
  removeBot: (lobby: string, bot: string) =>
    call<BotResult>("DELETE", `${lobbyPath(lobby)}/bots/${encodeURIComponent(bot)}`),
  deleteLobby: (id: string) => call<void>("DELETE", lobbyPath(id)),
  /** `invite`: the token that shows a private lobby to those who are not in it. */
  getLobby: async (id: string, invite: string | null = null) =>
    (await call<LobbyResult>("GET", lobbyPath(id), undefined, invite ? { "Parlor-Invite": invite } : {})).lobby,
  createInvite: async (id: string, wish: CreateInvite) =>
    (await call<InviteResult>("POST", `${lobbyPath(id)}/invites`, wish)).invite,
  listInvites: async (id: string) => (await call<InviteList>("GET", `${lobbyPath(id)}/invites`)).invites,
  revokeInvite: (id: string, invite: string) =>
    call<void>("DELETE", `${lobbyPath(id)}/invites/${encodeURIComponent(invite)}`),
};
