import { adminStates } from "./admin";
import { botStates } from "./bots";
import { callStates } from "./call";
import { chatStates } from "./chat";
import { connectionStates } from "./connection";
import { homeStates } from "./home";
import { lobbyStates } from "./lobby";
import { mediaStates } from "./media";
import { moderationStates } from "./moderation";
import { nameStates } from "./names";
import { privateStates } from "./private";
import type { State } from "./theatre";

/** Every state of the client that has a name: each is a test, and each has its screenshots. */
export const states: readonly State[] = [
  ...homeStates,
  ...connectionStates,
  ...lobbyStates,
  ...mediaStates,
  ...callStates,
  ...chatStates,
  ...moderationStates,
  ...nameStates,
  ...privateStates,
  ...adminStates,
  ...botStates,
];
