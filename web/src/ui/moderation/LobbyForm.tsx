import { type FormEvent, useState } from "react";
import { app } from "../../core/app";
import { api } from "../../core/http/api";
import type { LobbyChange } from "../../core/lobby/moderation";
import type { RequestError } from "../../core/ws/messages";
import type { Lobby } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";

type Outcome = { state: "idle" | "busy" | "saved" | "conflict" } | { state: "refused"; why: string };

/** The settings as they stand, and what one has changed of them; `lobby` may change meanwhile by somebody else's hand. */
export function LobbyForm({ lobby, owner }: { lobby: Lobby; owner: boolean }) {
  const t = useText();
  // What is saved is a change of this version; whoever else has saved since then is not overwritten unseen.
  const [version, setVersion] = useState(lobby.version);
  const [change, setChange] = useState<LobbyChange>({});
  const [outcome, setOutcome] = useState<Outcome>({ state: "idle" });
  const shown = { ...lobby, ...change };
  const set = (part: LobbyChange) => {
    setChange({ ...change, ...part });
    if (Object.keys(change).length === 0) setVersion(lobby.version);
    setOutcome({ state: "idle" });
  };
  const lookAgain = () =>
    api.getLobby(lobby.id).then(
      (now) => setVersion(now.version),
      () => undefined,
    );
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setOutcome({ state: "busy" });
    try {
      await app.lobby?.moderation.updateLobby(version, change);
      setChange({});
      setOutcome({ state: "saved" });
    } catch (error) {
      const { code } = error as RequestError;
      if (code === "conflict") await lookAgain();
      setOutcome(code === "conflict" ? { state: "conflict" } : { state: "refused", why: explain(error) });
    }
  };
  const check = (name: "locked", label: string) => (
    <label className={kit.check}>
      <input
        type="checkbox"
        data-testid={`lobby-${name}`}
        checked={shown[name]}
        onChange={(event) => set({ [name]: event.target.checked })}
      />
      {label}
    </label>
  );
  return (
    <form className={kit.stack} onSubmit={save}>
      {owner && (
        <>
          <label className={kit.field}>
            {t.home.lobbyName}
            <input
              className={kit.input}
              data-testid="lobby-name"
              value={shown.name}
              required
              maxLength={100}
              onChange={(event) => set({ name: event.target.value })}
            />
          </label>
          <label className={kit.field}>
            {t.lobbySettings.capacity}
            <input
              className={kit.input}
              type="number"
              min={1}
              data-testid="lobby-capacity"
              value={shown.capacity}
              required
              onChange={(event) => set({ capacity: event.target.valueAsNumber || 1 })}
            />
          </label>
        </>
      )}
      {check("locked", t.lobbySettings.locked)}
      {outcome.state === "conflict" && (
        <p className={kit.problem} role="alert" data-testid="lobby-conflict">
          {t.lobbySettings.conflict}
        </p>
      )}
      {outcome.state === "refused" && (
        <p className={kit.problem} role="alert" data-testid="lobby-refused">
          {outcome.why}
        </p>
      )}
      <button
        type="submit"
        className={`${kit.button} ${kit.primary}`}
        data-testid="save-lobby"
        disabled={Object.keys(change).length === 0 || outcome.state === "busy"}
      >
        {outcome.state === "saved" ? t.home.nameSaved : t.chat.save}
      </button>
    </form>
  );
}
