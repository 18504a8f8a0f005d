/** What a person chose on this device, kept over visits. */
export interface Preferences {
  /** A language's tag; null: as the browser wishes. */
  language: string | null;
  scheme: "auto" | "light" | "dark";
  microphoneId: string | null;
  cameraId: string | null;
  speakerId: string | null;
  /** Whether they were on when last used: the next call begins so. */
  microphoneOn: boolean;
  cameraOn: boolean;
  mirror: boolean;
  captionSize: "small" | "medium" | "large";
  /** Whether single letters are shortcuts. */
  letterKeys: boolean;
}

const key = "parlor.preferences";

export const defaults: Preferences = {
  language: null,
  scheme: "auto",
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  microphoneOn: true,
  cameraOn: false,
  mirror: true,
  captionSize: "medium",
  letterKeys: true,
};

const maxLength = 256;

/** Takes of stored text what fits; anything else stays as it is by default. Never throws. */
export function parsePreferences(text: string | null): Preferences {
  let stored: unknown = null;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return { ...defaults };
  }
  if (typeof stored !== "object" || stored === null) return { ...defaults };
  const from = stored as Record<string, unknown>;
  const flag = (name: "microphoneOn" | "cameraOn" | "mirror" | "letterKeys") =>
    typeof from[name] === "boolean" ? from[name] : defaults[name];
  const word = (name: "language" | "microphoneId" | "cameraId" | "speakerId") =>
    typeof from[name] === "string" && from[name].length <= maxLength ? from[name] : null;
  return {
    language: word("language"),
    scheme: from.scheme === "light" || from.scheme === "dark" ? from.scheme : "auto",
    microphoneId: word("microphoneId"),
    cameraId: word("cameraId"),
    speakerId: word("speakerId"),
    microphoneOn: flag("microphoneOn"),
    cameraOn: flag("cameraOn"),
    mirror: flag("mirror"),
    captionSize: from.captionSize === "small" || from.captionSize === "large" ? from.captionSize : "medium",
    letterKeys: flag("letterKeys"),
  };
}

/** Storage may be refused to a page; then what is chosen lasts as long as the page. */
export function loadPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(key));
  } catch {
    return { ...defaults };
  }
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
  } catch {
    // As above.
  }
}
