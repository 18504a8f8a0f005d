import { Check, CircleAlert, CircleDashed, CircleX, Copy, LoaderCircle, Play } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { type CheckName, type CheckState, checks } from "../../core/diagnostics/checks";
import { explain, useText } from "../../i18n/text";
import { store } from "../../store/store";
import kit from "../kit/kit.module.css";
import css from "./Diagnostics.module.css";

interface Line {
  state: CheckState;
  text: string;
}
type Lines = Record<CheckName, Line>;

const icons = { waiting: CircleDashed, running: LoaderCircle, good: Check, warn: CircleAlert, bad: CircleX };

function waiting(): Lines {
  return Object.fromEntries(checks.map(([name]) => [name, { state: "waiting", text: "" }])) as unknown as Lines;
}

/** One check after the other, each told as soon as it is known. */
function useChecks() {
  const t = useText();
  const [lines, setLines] = useState<Lines>(waiting);
  const [phase, setPhase] = useState<"idle" | "running" | "done">("idle");
  const run = async () => {
    setPhase("running");
    setLines(waiting());
    const tell = (name: CheckName, line: Line) => setLines((before) => ({ ...before, [name]: line }));
    for (const [name, check] of checks) {
      tell(name, { state: "running", text: "" });
      try {
        tell(name, await check(t));
      } catch (error) {
        tell(name, { state: "bad", text: explain(error) });
      }
    }
    setPhase("done");
  };
  return { lines, phase, run };
}

/** For a person who helps: what was found, on what browser and against what server. */
function reportOf(lines: Lines, labels: Record<CheckName, string>): string {
  const server = store.getState().connection.welcome?.server;
  return [
    `Parlor ${server?.version ?? "?"} · ${location.host} · ${new Date().toISOString()}`,
    navigator.userAgent,
    ...checks.map(([name]) => `${labels[name]}: ${lines[name].state} – ${lines[name].text}`),
  ].join("\n");
}

export function Diagnostics() {
  const t = useText();
  const { lines, phase, run } = useChecks();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    document.title = `${t.diagnostics.title} · ${t.appName}`;
  }, [t]);
  const copy = () => {
    navigator.clipboard
      ?.writeText(reportOf(lines, t.diagnostics))
      .then(() => setCopied(true))
      .catch(() => undefined);
  };
  return (
    <main className={css.page}>
      <section className={kit.card}>
        <h1>{t.diagnostics.title}</h1>
        <p className={css.soft}>{t.diagnostics.intro}</p>
        <ul className={css.checks} aria-live="polite" data-testid="checks" data-phase={phase}>
          {checks.map(([name]) => {
            const { state, text } = lines[name];
            const Icon = icons[state];
            return (
              <li key={name} data-check={name} data-state={state}>
                <Icon size={22} aria-hidden />
                <span>
                  <strong>{t.diagnostics[name]}</strong>
                  <small>
                    {t.diagnostics.states[state]}
                    {text && `: ${text}`}
                  </small>
                </span>
              </li>
            );
          })}
        </ul>
        <div className={kit.row}>
          <button
            type="button"
            className={`${kit.button} ${kit.primary}`}
            data-testid="run-checks"
            disabled={phase === "running"}
            onClick={run}
          >
            <Play size={18} aria-hidden /> {phase === "idle" ? t.diagnostics.start : t.diagnostics.again}
          </button>
          {phase === "done" && (
            <button type="button" className={kit.button} data-testid="copy-report" onClick={copy}>
              <Copy size={18} aria-hidden /> {copied ? t.diagnostics.copied : t.diagnostics.copy}
            </button>
          )}
          <Link href="/" className={`${kit.button} ${kit.quiet}`}>
            {t.lobby.toHome}
          </Link>
        </div>
      </section>
    </main>
  );
}
