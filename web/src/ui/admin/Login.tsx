import { type FormEvent, useState } from "react";
import { adminApi } from "../../core/http/admin_api";
import type { RequestError } from "../../core/ws/messages";
import { useAdminText } from "../../i18n/admin/text";
import { explain } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import css from "./Admin.module.css";

/** Exchanges the server's token for a cookie; the token itself is kept nowhere. */
export function Login({ expired, onDone }: { expired: boolean; onDone: () => void }) {
  const a = useAdminText();
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const enter = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await adminApi.login(token.trim());
      onDone();
    } catch (error) {
      const { code } = error as RequestError;
      setProblem(code === "unauthenticated" ? a.login.wrong : explain(error));
    }
  };
  return (
    <form className={`${kit.card} ${css.login}`} onSubmit={enter}>
      {expired && <p role="status">{a.login.expired}</p>}
      <p className={kit.soft}>{a.login.intro}</p>
      <label className={kit.field}>
        {a.login.token}
        <input
          className={kit.input}
          type="password"
          autoComplete="current-password"
          required
          data-testid="admin-token"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
      </label>
      {problem && (
        <p className={kit.problem} role="alert" data-testid="admin-problem">
          {problem}
        </p>
      )}
      <button type="submit" className={`${kit.button} ${kit.primary}`} data-testid="admin-enter">
        {a.login.enter}
      </button>
    </form>
  );
}
