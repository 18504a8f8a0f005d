import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { app } from "../../core/app";
import { useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";

/** Refusals that a password may change. */
export function asksForPassword(code: string): boolean {
  return code === "password_required" || code === "wrong_password" || code === "rate_limited";
}

/** A lobby that asks for its password; paste is welcome. */
export function LobbyPassword({ code }: { code: string }) {
  const t = useText();
  const [, navigate] = useLocation();
  const [password, setPassword] = useState("");
  const enter = (event: FormEvent) => {
    event.preventDefault();
    app.lobby?.join(password);
  };
  const problem = code === "wrong_password" ? t.lobbyPassword.wrong : code === "rate_limited" ? t.errors[code] : null;
  return (
    <main className={kit.notice} data-testid="lobby-message" data-state={code}>
      <h1>{t.lobbyPassword.title}</h1>
      <form className={kit.stack} onSubmit={enter}>
        <label className={kit.field}>
          {t.lobbyPassword.label}
          <input
            className={kit.input}
            type="password"
            autoComplete="off"
            required
            data-testid="lobby-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {problem && (
          <p className={kit.problem} role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className={`${kit.button} ${kit.primary}`} data-testid="give-password">
          {t.lobbyPassword.enter}
        </button>
        <button type="button" className={kit.button} onClick={() => navigate("/")}>
          {t.lobby.toHome}
        </button>
      </form>
    </main>
  );
}
