import { useState } from "react";
import { app } from "../../core/app";
import type { RequestError } from "../../core/ws/messages";
import { explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";

/** What keeps a name from being one's own at once. */
export type NameObstacle = "password" | "inUse";

/** The name's field: what stands in it, and how saving it went. */
export interface NameField {
  shown: string;
  /** Something else stands there than what the server knows. */
  changed: boolean;
  problem: string | null;
  obstacle: NameObstacle | null;
  /** Of the name, where it is protected. */
  password: string;
  set(name: string): void;
  setPassword(password: string): void;
  /** False where the server refused it; the problem says why. `force`: also from where it is in use. */
  save(force?: boolean): Promise<boolean>;
}

export function useName(): NameField {
  const t = useText();
  const known = useApp((state) => state.session?.name ?? "");
  const [name, setName] = useState<string | null>(null);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [obstacle, setObstacle] = useState<NameObstacle | null>(null);
  const shown = name ?? known;
  const forget = () => {
    setProblem(null);
    setObstacle(null);
    setPassword("");
  };
  const refused = ({ code }: RequestError, error: unknown) => {
    if (code === "password_required" || code === "wrong_password") {
      setObstacle("password");
      setProblem(code === "wrong_password" ? t.name.wrongPassword : t.name.passwordNeeded);
    } else if (code === "name_taken" && password !== "") {
      // The password was right; the name is only held by another page of the same person.
      setObstacle("inUse");
      setProblem(t.name.inUse);
    } else {
      setProblem(code === "name_taken" ? t.name.taken : code === "bad_request" ? t.name.invalid : explain(error));
    }
  };
  return {
    shown,
    problem,
    obstacle,
    password,
    changed: shown.trim() !== "" && shown !== known,
    set: (next) => {
      setName(next);
      forget();
    },
    setPassword,
    save: async (force = false) => {
      try {
        await app.rename(shown, password, force);
        setName(null);
        forget();
        return true;
      } catch (error) {
        refused(error as RequestError, error);
        return false;
      }
    },
  };
}
