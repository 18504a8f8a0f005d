import { MessageSquare, Video } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { api } from "../../core/http/api";
import type { Lobby } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import kit from "../kit/kit.module.css";
import css from "./Home.module.css";

const refreshMs = 5_000;
const settleMs = 200;

interface Loaded {
  lobbies: Lobby[];
  next: string | null;
}

/** Public lobbies, most people first; looks again by itself, as long as one has not asked for more of them. */
export function LobbyList({ query }: { query: string }) {
  const t = useText();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef(0);
  const paged = useRef(false);

  const load = useCallback(
    async (cursor: string | null) => {
      latest.current += 1;
      const turn = latest.current;
      try {
        const page = await api.listLobbies(query, cursor);
        if (turn !== latest.current) return;
        paged.current = cursor !== null;
        setProblem(null);
        setLoaded((before) => ({
          lobbies: cursor && before ? [...before.lobbies, ...page.lobbies] : page.lobbies,
          next: page.next_cursor,
        }));
      } catch (error) {
        if (turn === latest.current) setProblem(explain(error));
      }
    },
    [query],
  );

  useEffect(() => {
    const soon = setTimeout(() => load(null), query === "" ? 0 : settleMs);
    const again = setInterval(() => {
      if (!document.hidden && !paged.current) load(null);
    }, refreshMs);
    return () => {
      clearTimeout(soon);
      clearInterval(again);
    };
  }, [load, query]);

  if (problem)
    return (
      <div className={kit.notice} role="alert" data-testid="lobbies-problem">
        <span>{problem}</span>
        <button type="button" className={kit.button} onClick={() => load(null)}>
          {t.retry}
        </button>
      </div>
    );
  if (!loaded)
    return (
      <div className={kit.late} role="status" data-testid="lobbies-loading">
        <span className={kit.hidden}>{t.home.loading}</span>
        {[1, 2, 3].map((one) => (
          <div key={one} className={css.skeleton} />
        ))}
      </div>
    );
  if (loaded.lobbies.length === 0)
    return (
      <p className={kit.notice} data-testid="lobbies-empty">
        {query ? t.home.emptySearch : t.home.empty}
      </p>
    );
  return (
    <>
      <ul className={css.list} data-testid="lobbies">
        {loaded.lobbies.map((lobby) => {
          const full = lobby.participant_count >= lobby.capacity;
          return (
            <li key={lobby.id}>
              <Link href={`/l/${lobby.id}`} className={css.item ?? ""}>
                {lobby.media === "none" ? <MessageSquare size={18} aria-hidden /> : <Video size={18} aria-hidden />}
                <bdi>{lobby.name}</bdi>
                <span>
                  {t.home.people(lobby.participant_count, lobby.capacity)}
                  {full ? ` · ${t.home.full}` : ""}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {loaded.next && (
        <button type="button" className={kit.button} onClick={() => load(loaded.next)}>
          {t.home.more}
        </button>
      )}
    </>
  );
}
