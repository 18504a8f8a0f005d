import { useEffect, useState, useSyncExternalStore } from "react";
import { app } from "../../core/app";
import type { Caption } from "../../core/lobby/captions";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Captions.module.css";
import { speakerColour } from "./speaker_colour";

const none: readonly Caption[] = [];
const nothing = () => () => undefined;

/** Whether somebody writes down what is said; `lost`: somebody did, and does not any more. */
function useTranscriber(): "there" | "lost" | "never" {
  const there = useApp((state) =>
    [...(state.lobby?.participants.values() ?? [])].some((one) => one.transcribes && one.online),
  );
  const [was, setWas] = useState(there);
  useEffect(() => {
    if (there) setWas(true);
  }, [there]);
  return there ? "there" : was ? "lost" : "never";
}

function Lines({ lines }: { lines: readonly Caption[] }) {
  return lines.map(({ utterance, speaker, text, final }) => (
    <p key={utterance} className={css.line} data-testid="caption" data-final={final || undefined}>
      <bdi style={{ color: speakerColour(speaker.person_id) }}>{speaker.name}</bdi>
      <span>{text}</span>
    </p>
  ));
}

/** What is said, as it is understood: below the pictures, for as long as it is new. */
export function CaptionBar() {
  const t = useText();
  const size = useApp((state) => state.preferences.captionSize);
  const captions = app.lobby?.captions;
  const lines = useSyncExternalStore(captions?.subscribe ?? nothing, () => captions?.current ?? none);
  const transcriber = useTranscriber();
  const state = lines.length > 0 ? "lines" : transcriber === "there" ? "waiting" : transcriber;
  return (
    <section
      className={css.bar}
      aria-label={t.captions.label}
      data-testid="captions"
      data-state={state}
      data-size={size}
    >
      {state === "lines" && <Lines lines={lines} />}
      {state === "waiting" && <p className={css.note}>{t.captions.waiting}</p>}
      {state === "lost" && (
        <p className={css.note} role="status">
          {t.captions.lost}
        </p>
      )}
      {state === "never" && (
        <p className={css.note}>
          {t.captions.nobody}{" "}
          <button type="button" className={kit.button} onClick={() => app.show("bots")}>
            {t.captions.addBot}
          </button>
        </p>
      )}
    </section>
  );
}
