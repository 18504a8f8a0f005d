// Made by tools/generate_types.mjs from schema/schema.json; not to be edited.

export interface SetName {
  name: string;
  password?: string;
  force?: boolean;
}

export interface SessionResult {
  session: Session;
}

export interface Session {
  id: string;
  name: string | null;
  name_protected: boolean;
  created_at: number;
  expires_at: number;
}

export interface Join {
  lobby_id: string;
  tab: string;
  password?: string;
  invite?: string;
  after_seq?: number;
}

export interface JoinResult {
  lobby: Lobby;
  participant: Participant;
  participants: Participant[];
  participants_cursor?: string;
  entries: (TextEntry | EditEntry | DeleteEntry | ReactionEntry | TranscriptEntry | NoticeEntry)[];
  seq: number;
  gap: boolean;
  ice_servers: IceServer[];
}

export interface Lobby {
  id: string;
  name: string;
  visibility: Visibility;
  has_password: boolean;
  capacity: number;
  locked: boolean;
  waiting_room: boolean;
  media: MediaMode;
  persistent: boolean;
  bots_by: BotsBy;
  ice_policy: IcePolicy;
  duplicates: Duplicates;
  history_days: number;
  max_entries: number;
  participant_count: number;
  created_at: number;
  version: number;
  seq: number;
}

export type Visibility = "public" | "private";

export type MediaMode = "mesh" | "none" | "sfu";

export type BotsBy = "moderators" | "members";

export type IcePolicy = "all" | "relay";

export type Duplicates = "coexist" | "replace" | "refuse";

export interface Participant {
  id: string;
  person_id: string;
  name: string;
  kind: ParticipantKind;
  role: Role;
  media: Media;
  hand: boolean;
  away: boolean;
  online: boolean;
  muted_by_moderator: boolean;
  joined_at: number;
  bot_id?: string;
  transcribes?: boolean;
  no_transcription?: boolean;
}

export type ParticipantKind = "person" | "bot";

export type Role = "owner" | "moderator" | "member" | "guest";

export interface Media {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
}

export interface TextEntry {
  kind: "text";
  seq: number;
  at: number;
  from: Author;
  text: string;
  client_id?: string;
  reply_to_seq?: number;
  deleted?: boolean;
}

export interface Author {
  participant_id: string;
  person_id: string;
  name: string;
  kind: ParticipantKind;
}

export interface EditEntry {
  kind: "edit";
  seq: number;
  at: number;
  from: Author;
  target_seq: number;
  text: string;
}

export interface DeleteEntry {
  kind: "delete";
  seq: number;
  at: number;
  from: Author;
  target_seq: number;
}

export interface ReactionEntry {
  kind: "reaction";
  seq: number;
  at: number;
  from: Author;
  target_seq: number;
  emoji: string;
  on: boolean;
}

export interface TranscriptEntry {
  kind: "transcript";
  seq: number;
  at: number;
  from: Author;
  speaker: Speaker;
  utterance_id: string;
  text: string;
  started_at: number;
}

export interface Speaker {
  participant_id: string;
  person_id: string;
  name: string;
}

export interface NoticeEntry {
  kind: "notice";
  seq: number;
  at: number;
  from: Author;
  code: string;
  params: unknown;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export interface JoinWaiting {
  waiting: boolean;
}

export interface Leave {
  lobby_id: string;
}

export interface ListParticipants {
  lobby_id: string;
  cursor?: string;
  limit?: number;
}

export interface ParticipantPage {
  participants: Participant[];
  next_cursor: string | null;
}

export interface UpdateParticipant {
  lobby_id: string;
  media?: Media;
  hand?: boolean;
  away?: boolean;
  no_transcription?: boolean;
}

export interface ParticipantResult {
  participant: Participant;
}

export interface SendChatMessage {
  lobby_id: string;
  text: string;
  client_id?: string;
  reply_to_seq?: number;
}

export interface EntryAccepted {
  seq: number;
  at: number;
}

export interface EditChatMessage {
  lobby_id: string;
  target_seq: number;
  text: string;
}

export interface DeleteChatMessage {
  lobby_id: string;
  target_seq: number;
}

export interface SetReaction {
  lobby_id: string;
  target_seq: number;
  emoji: string;
  on: boolean;
}

export interface GetEntries {
  lobby_id: string;
  before_seq?: number;
  after_seq?: number;
  limit?: number;
}

export interface EntryPage {
  entries: (TextEntry | EditEntry | DeleteEntry | ReactionEntry | TranscriptEntry | NoticeEntry)[];
  more: boolean;
}

export interface SetTyping {
  lobby_id: string;
  on: boolean;
}

export interface RelaySessionDescription {
  lobby_id: string;
  to: string;
  negotiation: number;
  description: Description;
}

export interface Description {
  type: DescriptionType;
  sdp: string;
}

export type DescriptionType = "offer" | "answer";

export interface RelayIceCandidate {
  lobby_id: string;
  to: string;
  negotiation: number;
  candidate: IceCandidate | null;
}

export interface IceCandidate {
  candidate: string;
  sdpMid?: string;
  sdpMLineIndex?: number;
  usernameFragment?: string;
}

export interface RelayData {
  lobby_id: string;
  to?: string;
  topic: string;
  payload: unknown;
}

export interface GetIceServers {
  lobby_id: string;
}

export interface IceServers {
  ice_servers: IceServer[];
  expires_at: number | null;
}

export interface Mute {
  lobby_id: string;
  participant_id: string;
  on: boolean;
}

export interface SetRole {
  lobby_id: string;
  participant_id: string;
  role: Role;
}

export interface Kick {
  lobby_id: string;
  participant_id: string;
  reason?: string;
}

export interface Ban {
  lobby_id: string;
  participant_id: string;
  reason?: string;
  until?: number;
  address?: boolean;
}

export interface BanResult {
  ban: BanInfo;
}

export interface BanInfo {
  id: string;
  person_id: string;
  name: string;
  by: string;
  reason: string;
  at: number;
  until: number | null;
  by_address: boolean;
}

export interface Unban {
  lobby_id: string;
  ban_id: string;
}

export interface ListBans {
  lobby_id: string;
}

export interface BanList {
  bans: BanInfo[];
}

export interface Admit {
  lobby_id: string;
  participant_id: string;
}

export interface Deny {
  lobby_id: string;
  participant_id: string;
}

export interface UpdateLobby {
  name?: string;
  visibility?: Visibility;
  password?: string;
  capacity?: number;
  locked?: boolean;
  waiting_room?: boolean;
  bots_by?: BotsBy;
  ice_policy?: IcePolicy;
  duplicates?: Duplicates;
  history_days?: number;
  max_entries?: number;
  lobby_id: string;
  version: number;
}

export interface LobbyResult {
  lobby: Lobby;
}

export interface CloseLobby {
  lobby_id: string;
}

export interface PublishTranscript {
  lobby_id: string;
  speaker: string;
  utterance_id: string;
  text: string;
  final: boolean;
  started_at: number;
}

export interface TranscriptAccepted {
  seq?: number;
  at?: number;
}

export type ClientMessage =
  | {
      type: "ping";
      data?: unknown;
      id?: string;
    }
  | {
      type: "set_name";
      data: SetName;
      id?: string;
    }
  | {
      type: "join";
      data: Join;
      id?: string;
    }
  | {
      type: "leave";
      data: Leave;
      id?: string;
    }
  | {
      type: "list_participants";
      data: ListParticipants;
      id?: string;
    }
  | {
      type: "update_participant";
      data: UpdateParticipant;
      id?: string;
    }
  | {
      type: "send_chat_message";
      data: SendChatMessage;
      id?: string;
    }
  | {
      type: "edit_chat_message";
      data: EditChatMessage;
      id?: string;
    }
  | {
      type: "delete_chat_message";
      data: DeleteChatMessage;
      id?: string;
    }
  | {
      type: "set_reaction";
      data: SetReaction;
      id?: string;
    }
  | {
      type: "get_entries";
      data: GetEntries;
      id?: string;
    }
  | {
      type: "set_typing";
      data: SetTyping;
      id?: string;
    }
  | {
      type: "relay_session_description";
      data: RelaySessionDescription;
      id?: string;
    }
  | {
      type: "relay_ice_candidate";
      data: RelayIceCandidate;
      id?: string;
    }
  | {
      type: "relay_data";
      data: RelayData;
      id?: string;
    }
  | {
      type: "get_ice_servers";
      data: GetIceServers;
      id?: string;
    }
  | {
      type: "mute";
      data: Mute;
      id?: string;
    }
  | {
      type: "set_role";
      data: SetRole;
      id?: string;
    }
  | {
      type: "kick";
      data: Kick;
      id?: string;
    }
  | {
      type: "ban";
      data: Ban;
      id?: string;
    }
  | {
      type: "unban";
      data: Unban;
      id?: string;
    }
  | {
      type: "list_bans";
      data: ListBans;
      id?: string;
    }
  | {
      type: "admit";
      data: Admit;
      id?: string;
    }
  | {
      type: "deny";
      data: Deny;
      id?: string;
    }
  | {
      type: "update_lobby";
      data: UpdateLobby;
      id?: string;
    }
  | {
      type: "close_lobby";
      data: CloseLobby;
      id?: string;
    }
  | {
      type: "publish_transcript";
      data: PublishTranscript;
      id?: string;
    };

export interface MessageResults {
  ping: unknown;
  set_name: SessionResult;
  join: JoinResult | JoinWaiting;
  leave: Record<string, never>;
  list_participants: ParticipantPage;
  update_participant: ParticipantResult;
  send_chat_message: EntryAccepted;
  edit_chat_message: EntryAccepted;
  delete_chat_message: EntryAccepted;
  set_reaction: EntryAccepted;
  get_entries: EntryPage;
  set_typing: Record<string, never>;
  relay_session_description: Record<string, never>;
  relay_ice_candidate: Record<string, never>;
  relay_data: Record<string, never>;
  get_ice_servers: IceServers;
  mute: ParticipantResult;
  set_role: ParticipantResult;
  kick: Record<string, never>;
  ban: BanResult;
  unban: Record<string, never>;
  list_bans: BanList;
  admit: Record<string, never>;
  deny: Record<string, never>;
  update_lobby: LobbyResult;
  close_lobby: LobbyResult;
  publish_transcript: TranscriptAccepted;
}

export interface Welcome {
  session: Session;
  connection_id: string;
  server: ServerInfo;
  heartbeat_ms: number;
  limits: Limits;
}

export interface ServerInfo {
  name: string;
  version: string;
  node_id: string;
}

export interface Limits {
  message_bytes: number;
  messages_per_second: number;
  message_burst: number;
  chat_text_bytes: number;
  relay_one_bytes: number;
  relay_all_bytes: number;
  lobbies_per_connection: number;
  connections_per_session: number;
  resume_entries: number;
}

export interface SessionChanged {
  session: Session;
}

export interface GoingAway {
  reconnect_in_ms: number;
}

export interface EntryEvent {
  lobby_id: string;
  entry: TextEntry | EditEntry | DeleteEntry | ReactionEntry | TranscriptEntry | NoticeEntry;
}

export interface Typing {
  lobby_id: string;
  participant_id: string;
  on: boolean;
}

export interface ParticipantsChanged {
  lobby_id: string;
  joined: Participant[];
  left: Departure[];
  updated: Participant[];
}

export interface Departure {
  participant_id: string;
  reason: LeaveReason;
}

export type LeaveReason = "left" | "kicked" | "banned" | "replaced" | "timeout" | "lobby_closed";

export interface Removed {
  lobby_id: string;
  reason: LeaveReason;
  by?: string;
  message?: string;
}

export interface Admitted {
  lobby: Lobby;
  participant: Participant;
  participants: Participant[];
  participants_cursor?: string;
  entries: (TextEntry | EditEntry | DeleteEntry | ReactionEntry | TranscriptEntry | NoticeEntry)[];
  seq: number;
  gap: boolean;
  ice_servers: IceServer[];
  lobby_id: string;
}

export interface Denied {
  lobby_id: string;
}

export interface ParticipantWaiting {
  lobby_id: string;
  participant: Participant;
}

export interface LobbyUpdated {
  lobby: Lobby;
}

export interface LobbyClosed {
  lobby_id: string;
}

export interface SessionDescription {
  lobby_id: string;
  from: string;
  negotiation: number;
  description: Description;
}

export interface IceCandidateEvent {
  lobby_id: string;
  from: string;
  negotiation: number;
  candidate: IceCandidate | null;
}

export interface RelayedData {
  lobby_id: string;
  from: string;
  topic: string;
  payload: unknown;
}

export interface BotUpdated {
  lobby_id: string;
  bot: Bot;
}

export interface Bot {
  id: string;
  type: string;
  name: string;
  state: BotState;
  detail: string;
  config: unknown;
  participant_id: string | null;
  started_at: number | null;
}

export type BotState = "requested" | "starting" | "joining" | "active" | "stopping" | "stopped" | "failed";

export interface Transcript {
  lobby_id: string;
  from: string;
  speaker: Speaker;
  utterance_id: string;
  text: string;
  started_at: number;
}

export interface ErrorBody {
  code: ErrorCode;
  error: string;
  details?: ErrorDetails;
}

export interface ErrorDetails {
  path?: string;
  retry_after_ms?: number;
}

export type ServerMessage =
  | {
      type: "welcome";
      data: Welcome;
    }
  | {
      type: "session_changed";
      data: SessionChanged;
    }
  | {
      type: "going_away";
      data: GoingAway;
    }
  | {
      type: "entry";
      data: EntryEvent;
    }
  | {
      type: "typing";
      data: Typing;
    }
  | {
      type: "participants_changed";
      data: ParticipantsChanged;
    }
  | {
      type: "removed";
      data: Removed;
    }
  | {
      type: "admitted";
      data: Admitted;
    }
  | {
      type: "denied";
      data: Denied;
    }
  | {
      type: "participant_waiting";
      data: ParticipantWaiting;
    }
  | {
      type: "lobby_updated";
      data: LobbyUpdated;
    }
  | {
      type: "lobby_closed";
      data: LobbyClosed;
    }
  | {
      type: "session_description";
      data: SessionDescription;
    }
  | {
      type: "ice_candidate";
      data: IceCandidateEvent;
    }
  | {
      type: "relayed_data";
      data: RelayedData;
    }
  | {
      type: "bot_updated";
      data: BotUpdated;
    }
  | {
      type: "transcript";
      data: Transcript;
    }
  | {
      type: "ack";
      data: unknown;
      reply_to: string;
    }
  | {
      type: "error";
      data: ErrorBody;
      reply_to?: string;
    };

export interface Register {
  name: string;
  types: OfferedType[];
  max_instances: number;
  bots?: string[];
}

export interface OfferedType {
  type: string;
  title?: string;
  description?: string;
  capabilities?: string[];
  config_schema?: unknown;
}

export interface Registered {
  provider_id: string;
  heartbeat_ms: number;
}

export interface Load {
  instances: number;
  load: number;
  draining?: boolean;
}

export interface BotStateReport {
  bot_id: string;
  state: BotState;
  detail?: string;
}

export type ProviderMessage =
  | {
      type: "ping";
      data?: unknown;
      id?: string;
    }
  | {
      type: "register";
      data: Register;
      id?: string;
    }
  | {
      type: "load";
      data: Load;
      id?: string;
    }
  | {
      type: "bot_state";
      data: BotStateReport;
      id?: string;
    }
  | {
      type: "ack";
      data: unknown;
      reply_to: string;
    }
  | {
      type: "error";
      data: ErrorBody;
      reply_to?: string;
    };

export interface ProviderMessageResults {
  ping: unknown;
  register: Registered;
  load: Record<string, never>;
  bot_state: Record<string, never>;
}

export interface StartBot {
  bot_id: string;
  type: string;
  name: string;
  lobby_id: string;
  config: unknown;
  token: string;
  url: string;
  entries: (TextEntry | EditEntry | DeleteEntry | ReactionEntry | TranscriptEntry | NoticeEntry)[];
}

export interface ConfigureBot {
  bot_id: string;
  config: unknown;
}

export interface StopBot {
  bot_id: string;
  reason: string;
}

export type ProviderServerMessage =
  | {
      type: "start_bot";
      data: StartBot;
      id?: string;
    }
  | {
      type: "configure_bot";
      data: ConfigureBot;
      id?: string;
    }
  | {
      type: "stop_bot";
      data: StopBot;
      id?: string;
    }
  | {
      type: "going_away";
      data: GoingAway;
      id?: string;
    }
  | {
      type: "ack";
      data: unknown;
      reply_to: string;
    }
  | {
      type: "error";
      data: ErrorBody;
      reply_to?: string;
    };

export type ErrorCode = "unknown_type" | "bad_json" | "bad_request" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "name_taken" | "password_required" | "wrong_password" | "lobby_full" | "lobby_locked" | "lobby_closed" | "banned" | "not_joined" | "too_large" | "rate_limited" | "unsupported" | "unavailable" | "no_provider" | "provider_failed" | "internal";

export interface SessionCreated {
  session: Session;
  token?: string;
}

export interface SetPassword {
  password: string;
  old_password?: string;
}

export interface EndSession {
  erase_name?: boolean;
  erase_texts?: boolean;
}

export interface RemovePassword {
  old_password?: string;
}

export interface CreateLobby {
  name: string;
  visibility?: Visibility;
  password?: string;
  capacity?: number;
  media?: MediaMode;
  waiting_room?: boolean;
  persistent?: boolean;
  bots_by?: BotsBy;
  ice_policy?: IcePolicy;
  duplicates?: Duplicates;
  history_days?: number;
  max_entries?: number;
  template?: string;
}

export interface LobbyPatch {
  name?: string;
  visibility?: Visibility;
  password?: string;
  capacity?: number;
  locked?: boolean;
  waiting_room?: boolean;
  bots_by?: BotsBy;
  ice_policy?: IcePolicy;
  duplicates?: Duplicates;
  history_days?: number;
  max_entries?: number;
}

export interface LobbyCreated {
  lobby: Lobby;
  invite: Invite | null;
}

export interface Invite {
  id: string;
  token: string;
  url: string;
  expires_at: number;
}

export interface CreateInvite {
  expires_in_s?: number;
  max_uses?: number;
}

export interface InviteResult {
  invite: Invite;
}

export interface InviteList {
  invites: InviteInfo[];
}

export interface InviteInfo {
  id: string;
  created_at: number;
  expires_at: number;
  max_uses: number | null;
  uses: number;
}

export interface LobbyPage {
  lobbies: Lobby[];
  next_cursor: string | null;
}

export interface AdminLogin {
  expires_at: number;
}

export interface AdminStats {
  server: ServerInfo;
  at: number;
  uptime_ms: number;
  draining: boolean;
  counts: AdminCounts;
  rates: AdminRates;
  queues: AdminQueues;
  memory_bytes: number;
  loops: AdminLoop[];
}

export interface AdminCounts {
  sessions_connected: number;
  websockets: number;
  sockets: number;
  lobbies: number;
  participants: number;
  bans: number;
}

export interface AdminRates {
  window_ms: number;
  messages_received: number;
  messages_sent: number;
  bytes_received: number;
  bytes_sent: number;
  entries: number;
}

export interface AdminQueues {
  store_calls: number;
  shard_tasks: number;
  outbox_bytes: number;
}

export interface AdminLoop {
  turns: number;
  p50_us: number;
  p99_us: number;
}

export interface AdminSessionResult {
  session: AdminSession;
}

export interface AdminSession {
  id: string;
  name: string | null;
  name_protected: boolean;
  created_at: number;
  expires_at: number;
  connections: number;
}

export interface AdminSessionPage {
  sessions: AdminSession[];
  next_cursor: string | null;
}

export interface AdminNamePassword {
  password: string;
}

export interface AdminNameResult {
  name: AdminName;
}

export interface AdminName {
  name: string;
  has_password: boolean;
  session_id: string | null;
  released_at: number | null;
}

export interface AdminNamePage {
  names: AdminName[];
  next_cursor: string | null;
}

export interface AdminLobbyResult {
  lobby: Lobby;
  owner_session_id: string;
  participants: AdminParticipant[];
}

export interface AdminParticipant {
  participant: Participant;
  session_id: string;
}

export interface AdminLobbyPage {
  lobbies: AdminLobby[];
  next_cursor: string | null;
}

export interface AdminLobby {
  lobby: Lobby;
  owner_session_id: string;
}

export interface AdminBanRequest {
  session_id?: string;
  name?: string;
  address?: string;
  reason?: string;
  until?: number;
}

export interface AdminBanResult {
  ban: AdminBan;
}

export interface AdminBan {
  id: string;
  session_id?: string;
  name?: string;
  address?: string;
  reason: string;
  at: number;
  until: number | null;
}

export interface AdminBanPage {
  bans: AdminBan[];
  next_cursor: string | null;
}

export interface AdminBotResult {
  bot: AdminBot;
}

export interface AdminBot {
  bot: Bot;
  lobby_id: string;
  wanted_by: string;
  provider: string | null;
}

export interface AdminBotPage {
  bots: AdminBot[];
  next_cursor: string | null;
}

export interface AdminProviderRequest {
  name: string;
  types?: string[];
}

export interface AdminProviderResult {
  provider: AdminProvider;
  key: string;
}

export interface AdminProvider {
  id: string;
  name: string;
  types: string[];
  origin: ProviderOrigin;
  created_at: number | null;
  connections: number;
  bots: number;
}

export type ProviderOrigin = "configuration" | "administration";

export interface AdminProviderPage {
  providers: AdminProvider[];
  next_cursor: string | null;
}

export interface AdminBackupResult {
  backup: AdminBackup;
}

export interface AdminBackup {
  path: string;
  bytes: number;
  at: number;
}

export interface AuditPage {
  entries: AuditEntry[];
  next_cursor: string | null;
}

export interface AuditEntry {
  number: number;
  at: number;
  by: AuditActor;
  action: string;
  lobby_id?: string;
  target?: string;
  details: unknown;
}

export interface AuditActor {
  power: AuditPower;
  session_id?: string;
  name?: string;
  address: string;
}

export type AuditPower = "administrator" | "moderator";

export interface BotTypes {
  types: BotType[];
}

export interface BotType {
  type: string;
  title: string;
  description: string;
  capabilities: string[];
  config_schema: unknown;
  available: boolean;
  reason?: string;
}

export interface AddBot {
  type: string;
  name?: string;
  config?: unknown;
}

export interface BotPatch {
  config: unknown;
}

export interface BotResult {
  bot: Bot;
}

export interface BotList {
  bots: Bot[];
}
