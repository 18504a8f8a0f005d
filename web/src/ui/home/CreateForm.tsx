import { MessageSquare, Plus, Video } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { app } from "../../core/app";
import { api } from "../../core/http/api";
import type { Visibility } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import { Check, SelectField } from "../kit/fields";
import kit from "../kit/kit.module.css";
import css from "./Home.module.css";

export function CreateForm() {
  const t = useText();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [media, setMedia] = useState<"mesh" | "none">("mesh");
  const [visibility, setVisibility] = useState<Visibility>("public");
  const [password, setPassword] = useState("");
  const [waitingRoom, setWaitingRoom] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await app.begin();
      const lobby = await api.createLobby({
        name,
        media,
        visibility,
        waiting_room: waitingRoom,
        ...(password === "" ? {} : { password }),
      });
      navigate(`/l/${lobby.id}`);
    } catch (error) {
      setProblem(explain(error));
      setBusy(false);
    }
  };
  const kinds = [
    ["mesh", t.home.voice, t.home.voiceHint, Video],
    ["none", t.home.textOnly, t.home.textOnlyHint, MessageSquare],
  ] as const;
  return (
    <form onSubmit={create} className={kit.card}>
      <h2>{t.home.createTitle}</h2>
      <label className={kit.field}>
        {t.home.lobbyName}
        <input
          className={kit.input}
          data-testid="lobby-name"
          value={name}
          required
          maxLength={100}
          placeholder={t.home.lobbyNamePlaceholder}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <fieldset className={css.kinds}>
        <legend className={kit.hidden}>{t.home.kind}</legend>
        {kinds.map(([kind, label, hint, Icon]) => (
          <label key={kind} className={css.kind}>
            <input type="radio" name="media" checked={media === kind} onChange={() => setMedia(kind)} />
            <Icon size={20} aria-hidden />
            <span>
              {label}
              <small>{hint}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <details className={kit.fold} data-testid="access">
        <summary>{t.home.privacy}</summary>
        <div className={kit.stack}>
          <SelectField<Visibility>
            label={t.home.access}
            names={t.home.visibility}
            value={visibility}
            testId="create-visibility"
            set={setVisibility}
          />
          <label className={kit.field}>
            {t.home.password}
            <input
              className={kit.input}
              type="password"
              autoComplete="new-password"
              data-testid="create-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
          <Check label={t.home.waitingRoom} checked={waitingRoom} testId="create-waiting-room" set={setWaitingRoom} />
        </div>
      </details>
      <button
        type="submit"
        className={`${kit.button} ${kit.primary}`}
        data-testid="create-lobby"
        disabled={busy || name.trim() === ""}
      >
        <Plus size={18} aria-hidden /> {t.home.create}
      </button>
      {problem && (
        <p className={kit.problem} role="alert" data-testid="create-problem">
          {problem}
        </p>
      )}
    </form>
  );
}
