import { Search, Settings2, Stethoscope, Users } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { app } from "../../core/app";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { ErrorBoundary } from "../ErrorBoundary";
import kit from "../kit/kit.module.css";
import { Settings } from "../settings/Settings";
import { CreateForm } from "./CreateForm";
import css from "./Home.module.css";
import { JoinForm } from "./JoinForm";
import { LobbyList } from "./LobbyList";
import { NameForm } from "./NameForm";

export function Home() {
  const t = useText();
  const [query, setQuery] = useState("");
  const [settings, setSettings] = useState(false);
  const sessionError = useApp((state) => state.sessionError);
  useEffect(() => {
    app.begin().catch(() => undefined);
  }, []);
  useEffect(() => {
    document.title = t.appName;
  }, [t]);
  return (
    <main className={css.page}>
      <header className={css.hero}>
        <img src="/icon.svg" alt="" width={56} height={56} />
        <div>
          <h1>{t.appName}</h1>
          <p>{t.tagline}</p>
        </div>
        <button
          type="button"
          className={`${kit.button} ${kit.icon}`}
          aria-label={t.home.settings}
          title={t.home.settings}
          data-testid="settings"
          onClick={() => setSettings(true)}
        >
          <Settings2 size={20} aria-hidden />
        </button>
      </header>
      {sessionError && (
        <div className={`${kit.notice} ${kit.problem}`} role="alert" data-testid="session-problem">
          <span>{sessionError}</span>
          <button type="button" className={kit.button} onClick={() => app.begin().catch(() => undefined)}>
            {t.retry}
          </button>
        </div>
      )}
      <div className={css.columns}>
        <div className={css.side}>
          <section className={kit.card} aria-label={t.home.yourName}>
            <NameForm />
          </section>
          <CreateForm />
          <JoinForm />
        </div>
        <section className={kit.card} aria-labelledby="lobbies">
          <h2 id="lobbies">
            <Users size={20} aria-hidden /> {t.home.listTitle}
          </h2>
          <label className={css.search}>
            <Search size={18} aria-hidden />
            <span className={kit.hidden}>{t.home.search}</span>
            <input
              className={kit.input}
              type="search"
              placeholder={t.home.search}
              data-testid="search"
              value={query}
              maxLength={50}
              onChange={(event) => setQuery(event.target.value)}
            />
          </label>
          <ErrorBoundary area="list of lobbies">
            <LobbyList query={query} />
          </ErrorBoundary>
        </section>
      </div>
      <footer className={css.foot}>
        <Link href="/diagnostics" className={`${kit.button} ${kit.quiet}`}>
          <Stethoscope size={18} aria-hidden /> {t.home.diagnostics}
        </Link>
      </footer>
      {settings && <Settings onClose={() => setSettings(false)} />}
    </main>
  );
}
