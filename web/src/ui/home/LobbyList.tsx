import { MessageSquare, Video } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { api } from "../../core/http/api";
import type { Lobby } from "../../core/ws/protocol.generated";
import { en } from "../../i18n/en";
import kit from "../kit.module.css";
import css from "./Home.module.css";

const refreshMs = 5_000;
const settleMs = 250;

interface Loaded {
  lobbies: Lobby[];
  next: string | null;
}

export function LobbyList({ query }: { query: string }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef(0);

  const load = useCallback(
    async (cursor: string | null) => {
      latest.current += 1;
      const turn = latest.current;
      try {
        const page = await api.listLobbies(query, cursor);
        if (turn !== latest.current) return;
        setProblem(null);
        setLoaded((before) => ({
          lobbies: cursor && before ? [...before.lobbies, ...page.lobbies] : page.lobbies,
          next: page.next_cursor,
        }));
      } catch (error) {
        if (turn === latest.current) setProblem((error as Error).message);
      }
    },
    [query],
  );

  useEffect(() => {
    const soon = setTimeout(() => load(null), settleMs);
    const again = setInterval(() => {
      if (!document.hidden) load(null);
    }, refreshMs);
    return () => {
      clearTimeout(soon);
      clearInterval(again);
    };
  }, [load]);

  if (problem)
    return (
      <div className={kit.notice} role="alert">
        <span>{problem}</span>
        <button type="button" className={kit.button} onClick={() => load(null)}>
          {en.home.retry}
        </button>
      </div>
    );
  if (!loaded) return <p className={`${kit.notice} ${css.late}`}>{en.home.loading}</p>;
  if (loaded.lobbies.length === 0) return <p className={kit.notice}>{query ? en.home.emptySearch : en.home.empty}</p>;
  return (
    <>
      <ul className={css.list}>
        {loaded.lobbies.map((lobby) => (
          <li key={lobby.id}>
            <Link href={`/l/${lobby.id}`} className={css.item ?? ""}>
              {lobby.media === "none" ? <MessageSquare size={18} aria-hidden /> : <Video size={18} aria-hidden />}
              <bdi>{lobby.name}</bdi>
              <span>{en.home.people(lobby.participant_count, lobby.capacity)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {loaded.next && (
        <button type="button" className={kit.button} onClick={() => load(loaded.next)}>
          {en.home.more}
        </button>
      )}
    </>
  );
}
