import type { BotState } from "../core/ws/protocol.generated";

/** What is said of bots, captions and transcripts. */
export const botsEn = {
  title: "Bots",
  here: "In this lobby",
  none: "There are no bots here.",
  gallery: "Add a bot",
  noTypes: "No provider offers bots at this moment.",
  unavailable: (reason: string) => `Can't be added now: ${reason}`,
  mayNot: "Only moderators add bots to this lobby.",
  states: {
    requested: "waits for a provider",
    starting: "is starting …",
    joining: "comes in …",
    active: "ready",
    stopping: "leaves …",
    stopped: "gone",
    failed: "does not run",
  } satisfies Record<BotState, string>,
  speaking: "speaks",
  add: "Add",
  addTitle: (title: string) => `Add: ${title}`,
  name: "Name (optional)",
  configure: "Settings",
  configureTitle: (name: string) => `Settings of ${name}`,
  save: "Save",
  restart: "Start again",
  remove: "Remove",
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: "It leaves the lobby, and its settings are forgotten.",
  secretKept: "Set already; leave it empty to keep it.",
  addItem: "Add another",
  removeItem: "Take out",
  choose: "As by default",
  capabilities: {
    chat: "writes",
    listen: "listens",
    speak: "speaks",
    transcribe: "writes down what is said",
    video: "shows a picture",
  } as Record<string, string>,
};

export const captionsEn = {
  on: "Show captions",
  off: "Hide captions",
  label: "Captions",
  nobody: "Nobody writes captions here. A bot that writes down what is said can.",
  waiting: "Captions appear as soon as somebody speaks.",
  lost: "The bot that writes the captions is gone. They go on when it is back.",
  addBot: "To the bots",
  size: "Size of captions",
  sizes: { small: "Small", medium: "Medium", large: "Large" },
  optOut: "Do not write down what I say",
  notWritten: "is not written down",
};

export const transcriptEn = {
  title: "Transcript",
  empty: "Nothing was written down yet.",
  older: "Load what was said before",
  export: "Save the lobby's log",
  asText: "As text",
  asVtt: "As captions (WebVTT)",
  exporting: "Is being put together …",
};
