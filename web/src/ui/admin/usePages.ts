import { useCallback, useEffect, useRef, useState } from "react";
import type { LoadPage } from "../../core/http/admin_api";
import { explain } from "../../i18n/text";
import { useRefusal } from "./useAdmin";

export interface Pages<T> {
  items: readonly T[] | null;
  hasMore: boolean;
  problem: string | null;
  /** What the items contain; empty: anything. */
  query: string;
  search: (query: string) => void;
  more: () => Promise<void>;
  reload: () => Promise<void>;
}

/** A list that comes page by page and is searched on the server; `load` must keep its identity. */
export function usePages<T>(load: LoadPage<T>): Pages<T> {
  const [query, setQuery] = useState("");
  const [state, setState] = useState<{ items: T[] | null; next: string | null }>({ items: null, next: null });
  const [problem, setProblem] = useState<string | null>(null);
  const refused = useRefusal();
  // Answers to an earlier beginning come to nothing.
  const newest = useRef(0);
  const take = useCallback(
    async (cursor: string | null) => {
      if (cursor === null) newest.current += 1;
      const asked = newest.current;
      try {
        let page = await load(cursor, query);
        // A page of a search may have nothing and yet not be the last.
        while (page.items.length === 0 && page.next !== null && asked === newest.current)
          page = await load(page.next, query);
        if (asked !== newest.current) return;
        setState((before) => ({
          items: cursor === null ? page.items : [...(before.items ?? []), ...page.items],
          next: page.next,
        }));
        setProblem(null);
      } catch (error) {
        refused(error);
        if (asked === newest.current) setProblem(explain(error));
      }
    },
    [load, query, refused],
  );
  useEffect(() => {
    void take(null);
  }, [take]);
  return {
    items: state.items,
    hasMore: state.next !== null,
    problem,
    query,
    search: setQuery,
    more: () => take(state.next),
    reload: () => take(null),
  };
}
