import { withNotice, withoutNotice } from "../store/reducers";
import { type Notice, store } from "../store/store";

const shownMs = 4_000;
let last = 0;

/** Tells people something in passing; it goes by itself. */
export function notify(kind: Notice["kind"], name = ""): void {
  last += 1;
  const id = last;
  store.setState((state) => withNotice(state, { id, kind, name }));
  setTimeout(() => dismiss(id), shownMs);
}

export function dismiss(id: number): void {
  store.setState((state) => withoutNotice(state, id));
}
