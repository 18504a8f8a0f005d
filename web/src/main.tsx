import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { app } from "./core/app";
import { choose, type Language, languages, speak } from "./i18n/text";
import { store } from "./store/store";
import { App } from "./ui/App";
import "./ui/base.css";

/** For the browser's console and for tests: `parlor.state()`, `parlor.stats()`. Nothing here that the page can't do. */
declare global {
  interface Window {
    parlor: { state: typeof store.getState; stats: () => ReturnType<typeof app.stats> };
  }
}
window.parlor = { state: store.getState, stats: () => app.stats() };

async function begin(root: HTMLElement): Promise<void> {
  const { language } = store.getState().preferences;
  await speak(language && language in languages ? (language as Language) : choose(navigator.languages)).catch(
    // A language that can't be fetched is no reason to show nothing.
    () => undefined,
  );
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) void begin(root);
