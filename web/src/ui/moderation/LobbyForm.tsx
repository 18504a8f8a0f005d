import { type FormEvent, useState } from "react";
import { app } from "../../core/app";
import { api } from "../../core/http/api";
import type { LobbyChange } from "../../core/lobby/moderation";
import type { RequestError } from "../../core/ws/messages";
import type { Lobby } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import { Check } from "../kit/fields";
import kit from "../kit/kit.module.css";
import { type Edit, MoreFields, OwnerFields, type ShownSettings } from "./LobbyFields";

type Outcome = { state: "idle" | "busy" | "saved" | "conflict" } | { state: "refused"; why: string };

/** The settings as they stand, and what one has changed of them; `lobby` may change meanwhile by somebody else's hand. */
export function LobbyForm({ lobby, owner }: { lobby: Lobby; owner: boolean }) {
  const t = useText();
  // What is saved is a change of this version; whoever else has saved since then is not overwritten unseen.
  const [version, setVersion] = useState(lobby.version);
  const [change, setChange] = useState<LobbyChange>({});
  const [outcome, setOutcome] = useState<Outcome>({ state: "idle" });
  const shown: ShownSettings = { ...lobby, ...change };
  const set = (edit: Edit) => {
    const edited = Object.entries({ ...change, ...edit }).filter(([, value]) => value !== undefined);
    setChange(Object.fromEntries(edited) as LobbyChange);
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
  return (
    <form className={kit.stack} onSubmit={save}>
      {owner && <OwnerFields shown={shown} set={set} />}
      <Check
        label={t.lobbySettings.locked}
        checked={shown.locked}
        testId="lobby-locked"
        set={(locked) => set({ locked })}
      />
      <Check
        label={t.home.waitingRoom}
        checked={shown.waiting_room}
        testId="lobby-waiting-room"
        set={(waiting_room) => set({ waiting_room })}
      />
      {owner && <MoreFields shown={shown} set={set} />}
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
