import { useCallback, useEffect, useState } from "react";
import type { Page } from "../../core/http/admin_api";
import { explain } from "../../i18n/text";
import { useRefusal } from "./useAdmin";

export interface Pages<T> {
  items: readonly T[] | null;
  hasMore: boolean;
  problem: string | null;
  more: () => Promise<void>;
  reload: () => Promise<void>;
}

/** A list that comes page by page; `load` must keep its identity. */
export function usePages<T>(load: (cursor: string | null) => Promise<Page<T>>): Pages<T> {
  const [state, setState] = useState<{ items: T[] | null; next: string | null }>({ items: null, next: null });
  const [problem, setProblem] = useState<string | null>(null);
  const refused = useRefusal();
  const take = useCallback(
    async (cursor: string | null) => {
      try {
        const page = await load(cursor);
        setState((before) => ({
          items: cursor === null ? page.items : [...(before.items ?? []), ...page.items],
          next: page.next,
        }));
        setProblem(null);
      } catch (error) {
        refused(error);
        setProblem(explain(error));
      }
    },
    [load, refused],
  );
  useEffect(() => {
    void take(null);
  }, [take]);
  return {
    items: state.items,
    hasMore: state.next !== null,
    problem,
    more: () => take(state.next),
    reload: () => take(null),
  };
}
