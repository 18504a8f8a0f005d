import { type FormEvent, useState } from "react";
import { app } from "../../core/app";
import { type Config, type ConfigSchema, isConfig, type ObjectSchema, startOf } from "../../core/bots/config_schema";
import { api } from "../../core/http/api";
import type { RequestError } from "../../core/ws/messages";
import type { Bot, BotType } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import { Dialog } from "../kit/Dialog";
import kit from "../kit/kit.module.css";
import { ConfigFields, KeepsSecrets } from "./ConfigField";

interface BotFormProps {
  lobbyId: string;
  type: BotType;
  /** The one whose settings are changed; null: a new one is added. */
  bot: Bot | null;
  onClose: () => void;
}

const noFields: ObjectSchema = { type: "object" };

/** The form of a bot, made from what its type says of its configuration. */
export function BotForm({ lobbyId, type, bot, onClose }: BotFormProps) {
  const t = useText();
  const schema = isConfig(type.config_schema) ? (type.config_schema as unknown as ConfigSchema) : noFields;
  const root = schema.type === "object" ? schema : noFields;
  const [name, setName] = useState("");
  const [config, setConfig] = useState<Config>(() => startOf(root, isConfig(bot?.config) ? bot.config : {}));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ path: string; why: string } | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      if (bot) await api.configureBot(lobbyId, bot.id, config);
      else await api.addBot(lobbyId, { type: type.type, config, ...(name.trim() === "" ? {} : { name: name.trim() }) });
      await app.loadBots();
      onClose();
    } catch (error) {
      const { path = "", message, code } = error as RequestError;
      // A field's fault is told in the server's words, which name it; anything else in the person's language.
      setProblem({ path, why: code === "bad_request" ? message : explain(error) });
      setBusy(false);
    }
  };
  const atField = problem?.path.startsWith("config.") ?? false;
  return (
    <Dialog title={bot ? t.bots.configureTitle(bot.name) : t.bots.addTitle(type.title || type.type)} onClose={onClose}>
      <form className={kit.stack} onSubmit={save} data-testid="bot-form">
        {type.description && <p className={kit.soft}>{type.description}</p>}
        {!bot && (
          <label className={kit.field}>
            {t.bots.name}
            <input
              className={kit.input}
              data-testid="bot-name"
              value={name}
              maxLength={64}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
        )}
        <KeepsSecrets value={bot !== null}>
          <ConfigFields
            schema={root}
            path="config"
            value={config}
            problem={problem}
            onChange={(next) => setConfig(isConfig(next) ? next : {})}
          />
        </KeepsSecrets>
        {problem && !atField && (
          <p className={kit.problem} role="alert" data-testid="bot-problem">
            {problem.why}
          </p>
        )}
        <div className={kit.ends}>
          <button type="button" className={kit.button} onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className={`${kit.button} ${kit.primary}`} data-testid="save-bot" disabled={busy}>
            {bot ? t.bots.save : t.bots.add}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
