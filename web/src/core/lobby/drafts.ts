const prefix = "parlor.draft.";

/** What was begun and not sent in a lobby, kept on this device until it is. */
export function readDraft(lobbyId: string): string {
  try {
    return localStorage.getItem(prefix + lobbyId) ?? "";
  } catch {
    return "";
  }
}

export function saveDraft(lobbyId: string, text: string): void {
  if (text === "") return clearDraft(lobbyId);
  try {
    localStorage.setItem(prefix + lobbyId, text);
  } catch {
    // Storage may be full or refused; the draft then lasts as long as the page.
  }
}

export function clearDraft(lobbyId: string): void {
  try {
    localStorage.removeItem(prefix + lobbyId);
  } catch {
    // As above.
  }
}
