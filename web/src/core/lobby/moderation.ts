import type { Ban, BanInfo, Lobby, Participant, Role, UpdateLobby } from "../ws/protocol.generated";
import type { WebSocketManager } from "../ws/socket_manager";

const rank: Record<Role, number> = { guest: 0, member: 1, moderator: 2, owner: 3 };

/** Whether somebody of this role moderates at all. */
export function moderates(role: Role | undefined): boolean {
  return role === "owner" || role === "moderator";
}

/** Moderators act on those below them (docs/protocol.md, "Roles and moderation"). */
export function mayActOn(me: Participant | undefined, other: Participant): boolean {
  return me !== undefined && moderates(me.role) && me.id !== other.id && rank[other.role] < rank[me.role];
}

/** The roles that one may give to somebody below: those under the own one, but the one they have. */
export function rolesToGive(me: Participant | undefined, other: Participant): Role[] {
  if (!me || !mayActOn(me, other)) return [];
  const given: Role[] = ["moderator", "member", "guest"];
  return given.filter((role) => rank[role] < rank[me.role] && role !== other.role);
}

export type LobbyChange = Omit<UpdateLobby, "lobby_id" | "version">;
export type BanWish = Omit<Ban, "lobby_id" | "participant_id">;

/** What owner and moderators do in one lobby. All of it rejects with RequestError. */
export class Moderation {
  constructor(
    private readonly socket: WebSocketManager,
    private readonly lobbyId: string,
  ) {}

  mute(participant: string, on: boolean): Promise<unknown> {
    return this.socket.request("mute", { ...this.at(participant), on });
  }
  setRole(participant: string, role: Role): Promise<unknown> {
    return this.socket.request("set_role", { ...this.at(participant), role });
  }
  kick(participant: string, reason: string): Promise<unknown> {
    return this.socket.request("kick", { ...this.at(participant), ...(reason === "" ? {} : { reason }) });
  }
  ban(participant: string, wish: BanWish): Promise<unknown> {
    return this.socket.request("ban", { ...this.at(participant), ...wish });
  }
  unban(ban: string): Promise<unknown> {
    return this.socket.request("unban", { lobby_id: this.lobbyId, ban_id: ban });
  }
  async bans(): Promise<BanInfo[]> {
    return (await this.socket.request("list_bans", { lobby_id: this.lobbyId })).bans;
  }
  /** Lets somebody in who waits, or does not. */
  admit(participant: string): Promise<unknown> {
    return this.socket.request("admit", this.at(participant));
  }
  deny(participant: string): Promise<unknown> {
    return this.socket.request("deny", this.at(participant));
  }
  /** Refuses with `conflict` where the settings are no longer those of `version`. */
  async updateLobby(version: number, change: LobbyChange): Promise<Lobby> {
    return (await this.socket.request("update_lobby", { lobby_id: this.lobbyId, version, ...change })).lobby;
  }
  close(): Promise<unknown> {
    return this.socket.request("close_lobby", { lobby_id: this.lobbyId });
  }

  private at(participant: string): { lobby_id: string; participant_id: string } {
    return { lobby_id: this.lobbyId, participant_id: participant };
  }
}
