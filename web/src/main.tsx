import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { app } from "./core/app";
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

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
