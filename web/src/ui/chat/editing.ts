import { useEffect, useState } from "react";

const name = "parlor.edit";
const target = new EventTarget();

/** Opens the editor of a line, from wherever that is wished. */
export function requestEdit(seq: number): void {
  target.dispatchEvent(new CustomEvent(name, { detail: seq }));
}

/** Whether a line is being edited: by its own button, or on request. */
export function useEditing(seq: number): [boolean, (editing: boolean) => void] {
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    const wished = (event: Event) => {
      if ((event as CustomEvent<number>).detail === seq) setEditing(true);
    };
    target.addEventListener(name, wished);
    return () => target.removeEventListener(name, wished);
  }, [seq]);
  return [editing, setEditing];
}
