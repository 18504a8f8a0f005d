import { useState } from "react";

const shownMs = 2_000;

/** Copies a text; tells for a moment how that went. */
export function useCopy() {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const copy = async (text: string) => {
    const done = await (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
      () => "copied" as const,
      () => "failed" as const,
    );
    setState(done);
    setTimeout(() => setState("idle"), shownMs);
  };
  return { state, copy };
}
