import { useCallback, useEffect, useState } from "react";
import { explain } from "../../i18n/text";

export interface Loaded<T> {
  data: T | null;
  problem: string | null;
  reload: () => Promise<void>;
}

/** What has to be asked for: nothing yet, there, or refused; `load` must keep its identity as long as it means the same. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const reload = useCallback(async () => {
    try {
      setData(await load());
      setProblem(null);
    } catch (error) {
      setProblem(explain(error));
    }
  }, [load]);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { data, problem, reload };
}
