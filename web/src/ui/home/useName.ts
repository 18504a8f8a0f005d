import { useState } from "react";
import { app } from "../../core/app";
import type { RequestError } from "../../core/ws/messages";
import { explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";

/** The name's field: what stands in it, and how saving it went. */
export interface NameField {
  shown: string;
  /** Something else stands there than what the server knows. */
  changed: boolean;
  problem: string | null;
  set(name: string): void;
  /** False where the server refused it; the problem says why. */
  save(): Promise<boolean>;
}

export function useName(): NameField {
  const t = useText();
  const known = useApp((state) => state.session?.name ?? "");
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = name ?? known;
  return {
    shown,
    problem,
    changed: shown.trim() !== "" && shown !== known,
    set: (next) => {
      setName(next);
      setProblem(null);
    },
    save: async () => {
      try {
        await app.rename(shown);
        setName(null);
        setProblem(null);
        return true;
      } catch (error) {
        const { code } = error as RequestError;
        setProblem(code === "name_taken" ? t.name.taken : code === "bad_request" ? t.name.invalid : explain(error));
        return false;
      }
    },
  };
}
