import { ArrowRight, MessageSquare, Plus, Search, Users, Video } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { app } from "../../core/app";
import { api } from "../../core/http/api";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import { ErrorBoundary } from "../ErrorBoundary";
import kit from "../kit.module.css";
import css from "./Home.module.css";
import { LobbyList } from "./LobbyList";

/** A lobby's id out of whatever was pasted: its link, its path, or the id alone. */
export function lobbyIdOf(text: string): string | null {
  const match = /(?:^|\/l\/)([A-Za-z0-9_-]{10,64})(?:[#?].*)?$/.exec(text.trim());
  return match?.[1] ?? null;
}

export function NameForm() {
  const session = useApp((state) => state.session);
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const shown = name ?? session?.name ?? "";
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await app.rename(shown);
      setName(null);
      setProblem(null);
      setSaved(true);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form onSubmit={save} className={kit.row}>
      <label className={`${kit.field} ${kit.grow}`}>
        {en.home.yourName}
        <input
          className={kit.input}
          data-testid="name"
          value={shown}
          maxLength={64}
          autoComplete="nickname"
          placeholder={en.home.namePlaceholder}
          onChange={(event) => {
            setName(event.target.value);
            setSaved(false);
          }}
        />
      </label>
      <button
        type="submit"
        className={kit.button}
        data-testid="save-name"
        disabled={shown.trim() === "" || shown === session?.name}
      >
        {saved ? en.home.nameSaved : en.home.saveName}
      </button>
      {problem && (
        <p className={kit.problem} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function CreateForm() {
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [media, setMedia] = useState<"mesh" | "none">("mesh");
  const [problem, setProblem] = useState<string | null>(null);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await app.begin();
      const lobby = await api.createLobby({ name, media });
      navigate(`/l/${lobby.id}`);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form onSubmit={create} className={kit.card}>
      <h2>{en.home.createTitle}</h2>
      <label className={kit.field}>
        {en.home.lobbyName}
        <input
          className={kit.input}
          data-testid="lobby-name"
          value={name}
          required
          maxLength={100}
          placeholder={en.home.lobbyNamePlaceholder}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <fieldset className={css.choice}>
        <legend className={kit.hidden}>{en.home.createTitle}</legend>
        <label>
          <input type="radio" name="media" checked={media === "mesh"} onChange={() => setMedia("mesh")} />
          <Video size={18} aria-hidden /> {en.home.voice}
        </label>
        <label>
          <input type="radio" name="media" checked={media === "none"} onChange={() => setMedia("none")} />
          <MessageSquare size={18} aria-hidden /> {en.home.textOnly}
        </label>
      </fieldset>
      <button type="submit" className={`${kit.button} ${kit.primary}`} data-testid="create-lobby">
        <Plus size={18} aria-hidden /> {en.home.create}
      </button>
      {problem && (
        <p className={kit.problem} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function JoinForm() {
  const [, navigate] = useLocation();
  const [link, setLink] = useState("");
  const [bad, setBad] = useState(false);
  const join = (event: FormEvent) => {
    event.preventDefault();
    const id = lobbyIdOf(link);
    setBad(id === null);
    if (id) navigate(`/l/${id}`);
  };
  return (
    <form onSubmit={join} className={kit.card}>
      <h2>{en.home.joinTitle}</h2>
      <div className={kit.row}>
        <input
          className={`${kit.input} ${kit.grow}`}
          aria-label={en.home.linkPlaceholder}
          placeholder={en.home.linkPlaceholder}
          value={link}
          onChange={(event) => setLink(event.target.value)}
        />
        <button type="submit" className={kit.button} disabled={link.trim() === ""}>
          {en.home.join} <ArrowRight size={18} aria-hidden />
        </button>
      </div>
      {bad && (
        <p className={kit.problem} role="alert">
          {en.home.badLink}
        </p>
      )}
    </form>
  );
}

export function Home() {
  const [query, setQuery] = useState("");
  const sessionError = useApp((state) => state.sessionError);
  useEffect(() => {
    app.begin().catch(() => undefined);
    document.title = en.appName;
  }, []);
  return (
    <main className={css.page}>
      <header className={css.hero}>
        <img src="/icon.svg" alt="" width={56} height={56} />
        <div>
          <h1>{en.appName}</h1>
          <p>{en.tagline}</p>
        </div>
      </header>
      {sessionError && (
        <p className={kit.problem} role="alert">
          {sessionError}
        </p>
      )}
      <div className={css.columns}>
        <div className={css.side}>
          <section className={kit.card} aria-label={en.home.yourName}>
            <NameForm />
          </section>
          <CreateForm />
          <JoinForm />
        </div>
        <section className={kit.card} aria-labelledby="lobbies">
          <h2 id="lobbies">
            <Users size={20} aria-hidden /> {en.home.listTitle}
          </h2>
          <label className={css.search}>
            <Search size={18} aria-hidden />
            <span className={kit.hidden}>{en.home.search}</span>
            <input
              className={kit.input}
              type="search"
              placeholder={en.home.search}
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
    </main>
  );
}
