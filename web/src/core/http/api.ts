import { RequestError } from "../ws/messages";
import type { CreateLobby, ErrorBody, Lobby, LobbyPage, Session } from "../ws/protocol.generated";

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
  } catch {
    throw new RequestError("not_connected", "The server cannot be reached.");
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const error = answer as ErrorBody | null;
  throw new RequestError(
    error?.code ?? "internal",
    error?.error ?? `The server answered ${response.status}.`,
    error?.details,
  );
}

/** The HTTP interface, as far as the page uses it. Rejects with RequestError. */
export const api = {
  /** Begins a session, or finds the one that the cookie belongs to. */
  begin: async () => (await call<{ session: Session }>("POST", "/api/v1/sessions", {})).session,
  setName: async (name: string) => (await call<{ session: Session }>("PUT", "/api/v1/session/name", { name })).session,
  listLobbies: (query: string, cursor: string | null) =>
    call<LobbyPage>("GET", `/api/v1/lobbies?${new URLSearchParams({ query, ...(cursor ? { cursor } : {}) })}`),
  createLobby: async (wish: CreateLobby) => (await call<{ lobby: Lobby }>("POST", "/api/v1/lobbies", wish)).lobby,
  deleteLobby: (id: string) => call<void>("DELETE", `/api/v1/lobbies/${encodeURIComponent(id)}`),
  getLobby: async (id: string) =>
    (await call<{ lobby: Lobby }>("GET", `/api/v1/lobbies/${encodeURIComponent(id)}`)).lobby,
};
