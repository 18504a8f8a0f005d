/** In this tab one has entered the lobby already: a reload goes straight back in, with the devices that were on. */
export interface Entered {
  id: string;
  microphone: boolean;
  camera: boolean;
}

const key = "parlor.entered";

export function readEntered(): Entered | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (typeof stored !== "object" || stored === null) return null;
    const { id, microphone, camera } = stored as Record<string, unknown>;
    return typeof id === "string" ? { id, microphone: microphone === true, camera: camera === true } : null;
  } catch {
    return null;
  }
}

export function saveEntered(entered: Entered): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(entered));
  } catch {
    // Without storage a reload begins at the door.
  }
}

export function clearEntered(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}
