import { X } from "lucide-react";
import { app } from "../../core/app";
import type { MediaSource, MediaView } from "../../core/media/local_media";
import type { Strings } from "../../i18n/en";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./MediaNotice.module.css";

/** Where this browser keeps what a page may use. */
function stepsHere(t: Strings): string {
  const { userAgent } = navigator;
  if (userAgent.includes("Firefox/")) return t.media.allow.firefox;
  if (userAgent.includes("Chrome/")) return t.media.allow.chromium;
  return t.media.allow.safari;
}

function tryAgain(what: MediaSource): void {
  if (what === "microphone") void app.setMicrophone(true);
  else if (what === "camera") void app.setCamera(true);
  else void app.media.setScreen(true);
}

function asks(media: MediaView): boolean {
  return media.microphone === "asking" || media.camera === "asking";
}

/** What is wrong with microphone, camera or screen, and what to do about it. */
export function MediaNotice() {
  const t = useText();
  const media = useApp((state) => state.media);
  const { problem } = media;
  if (!problem)
    return asks(media) ? (
      <p className={`${css.notice} ${kit.late}`} role="status" data-testid="media-asking">
        {t.prejoin.asking}
      </p>
    ) : null;
  const { what, why } = problem;
  const hopeless = why === "insecure" || why === "unsupported";
  return (
    <div className={css.notice} role="alert" data-testid="media-problem" data-why={why} data-what={what}>
      <p>
        <strong>{t.media.what[what]}:</strong> {t.media.problem[why]} {why === "denied" && stepsHere(t)}
      </p>
      {!hopeless && (
        <button type="button" className={kit.button} onClick={() => tryAgain(what)}>
          {t.retry}
        </button>
      )}
      <button
        type="button"
        className={`${kit.button} ${kit.quiet} ${kit.icon}`}
        aria-label={t.media.close}
        onClick={() => app.media.clearProblem()}
      >
        <X size={18} aria-hidden />
      </button>
    </div>
  );
}
