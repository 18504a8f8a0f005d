import { type Notice, store } from "../store/store";

const shownMs = 4_000;
const most = 4;
let last = 0;

/** Tells people something in passing; it goes by itself. */
export function notify(kind: Notice["kind"], name = ""): void {
  last += 1;
  const id = last;
  store.setState(({ notices }) => ({ notices: [...notices, { id, kind, name }].slice(-most) }));
  setTimeout(() => dismiss(id), shownMs);
}

export function dismiss(id: number): void {
  store.setState(({ notices }) => ({ notices: notices.filter((one) => one.id !== id) }));
}
