import { useEffect, useRef } from "react";
import { app } from "../../core/app";
import { speakingLevel } from "../../core/media/levels";

/** Lets CSS follow how loud somebody is (`--level`, `data-speaking`), ten times a second, past React. */
export function useLevel<E extends HTMLElement>(id: string) {
  const element = useRef<E>(null);
  useEffect(() => {
    let before = -1;
    return app.call?.levels.subscribe((levels) => {
      const level = levels.get(id) ?? 0;
      if (Math.abs(level - before) < 0.02) return;
      before = level;
      element.current?.style.setProperty("--level", level.toFixed(2));
      element.current?.toggleAttribute("data-speaking", level > speakingLevel);
    });
  }, [id]);
  return element;
}
