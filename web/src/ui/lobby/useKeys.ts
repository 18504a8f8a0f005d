import { useEffect, useRef } from "react";
import { app } from "../../core/app";
import { store } from "../../store/store";

/** The lobby's single keys, and what each is called in the catalogue. */
export const letters = {
  m: "microphone",
  v: "camera",
  d: "deafen",
  s: "screen",
  c: "chat",
  p: "people",
  l: "captions",
  h: "hand",
} as const;

const fields = "input, textarea, select, [contenteditable]";

/** Keys belong to the page where no field and no dialog has them, and no modifier makes them something else. */
function isFree(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !target?.closest?.(fields) && document.querySelector("dialog[open]") === null;
}

/** A control that was reached by keyboard takes Space itself. */
function takesSpace(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("button, a, summary, [role=button]") &&
    target.matches(":focus-visible")
  );
}

function press(what: (typeof letters)[keyof typeof letters]): void {
  const { media, deafened, panel, lobby, captionsOn } = store.getState();
  switch (what) {
    case "microphone":
      return void app.setMicrophone(media.microphone !== "on");
    case "camera":
      return void app.setCamera(media.camera !== "on");
    case "screen":
      return void app.media.setScreen(media.screen !== "on");
    case "deafen":
      return app.deafen(!deafened);
    case "hand":
      return app.setHand(!lobby?.participants.get(lobby.me ?? "")?.hand);
    case "captions":
      return app.showCaptions(!captionsOn);
    case "chat":
    case "people":
      return app.show(panel === what ? null : what);
  }
}

const mediaKeys = ["microphone", "camera", "screen", "deafen"];

/** The keys of a lobby: single letters, Space held to talk, ? for help, Escape to close the panel. */
export function useKeys({ withMedia, onHelp }: { withMedia: boolean; onHelp: () => void }): void {
  const help = useRef(onHelp);
  help.current = onHelp;
  useEffect(() => {
    let talking = false;
    const stopTalking = () => {
      if (talking) void app.media.setMicrophone(false);
      talking = false;
    };
    const down = (event: KeyboardEvent) => {
      if (!isFree(event)) return;
      if (event.key === " " && withMedia && !takesSpace(event.target)) {
        event.preventDefault();
        if (event.repeat || talking || store.getState().media.microphone === "on") return;
        talking = true;
        void app.media.setMicrophone(true).then(() => (talking ? undefined : app.media.setMicrophone(false)));
        return;
      }
      if (event.repeat) return;
      if (event.key === "Escape") return app.show(null);
      if (event.key === "?") return help.current();
      const what = letters[event.key.toLowerCase() as keyof typeof letters];
      if (!what || !store.getState().preferences.letterKeys || (!withMedia && mediaKeys.includes(what))) return;
      event.preventDefault();
      press(what);
    };
    const up = (event: KeyboardEvent) => {
      if (event.key !== " ") return;
      // Else the button that was pressed last would be pressed once more.
      if (talking) event.preventDefault();
      stopTalking();
    };
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", stopTalking);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", stopTalking);
    };
  }, [withMedia]);
}
