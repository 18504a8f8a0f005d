import { LogOut } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { adminApi } from "../../core/http/admin_api";
import type { RequestError } from "../../core/ws/messages";
import { useAdminText } from "../../i18n/admin/text";
import { explain, useText } from "../../i18n/text";
import { ErrorBoundary } from "../ErrorBoundary";
import kit from "../kit/kit.module.css";
import css from "./Admin.module.css";
import { AuditTab } from "./AuditTab";
import { BansTab } from "./BansTab";
import { BotsTab } from "./BotsTab";
import { LobbiesTab } from "./LobbiesTab";
import { Login } from "./Login";
import { NamesTab } from "./NamesTab";
import { Overview } from "./Overview";
import { ProvidersTab } from "./ProvidersTab";
import { SessionsTab } from "./SessionsTab";
import { RefusalContext } from "./useAdmin";

const tabs = {
  overview: Overview,
  sessions: SessionsTab,
  lobbies: LobbiesTab,
  names: NamesTab,
  bots: BotsTab,
  providers: ProvidersTab,
  bans: BansTab,
  audit: AuditTab,
} as const;
type Tab = keyof typeof tabs;

type Access =
  | { state: "looking" | "in" | "off" }
  | { state: "out"; expired: boolean }
  | { state: "error"; why: string };

/** Whether one is logged in: the server knows, the page only remembers what it was told last. */
function useAccess() {
  const [access, setAccess] = useState<Access>({ state: "looking" });
  const refused = useCallback((error: unknown) => {
    const { code } = error as RequestError;
    if (code === "unauthenticated")
      setAccess((before) => ({
        state: "out",
        expired: before.state === "in" || (before.state === "out" && before.expired),
      }));
  }, []);
  const look = useCallback(async () => {
    try {
      await adminApi.stats();
      setAccess({ state: "in" });
    } catch (error) {
      const { code } = error as RequestError;
      if (code === "unauthenticated") setAccess({ state: "out", expired: false });
      else setAccess(code === "not_found" ? { state: "off" } : { state: "error", why: explain(error) });
    }
  }, []);
  useEffect(() => {
    void look();
  }, [look]);
  const leave = async () => {
    await adminApi.logout().catch(() => undefined);
    setAccess({ state: "out", expired: false });
  };
  return { access, look, refused, leave };
}

function Tabs({ tab, onLeave }: { tab: Tab; onLeave: () => void }) {
  const a = useAdminText();
  const Shown = tabs[tab];
  return (
    <>
      <nav className={css.tabs} aria-label={a.title}>
        {(Object.keys(tabs) as Tab[]).map((one) => (
          <Link
            key={one}
            href={one === "overview" ? "/admin" : `/admin/${one}`}
            className={css.tab ?? ""}
            aria-current={one === tab ? "page" : undefined}
          >
            {a.tabs[one]}
          </Link>
        ))}
        <button type="button" className={`${kit.button} ${kit.quiet}`} data-testid="admin-leave" onClick={onLeave}>
          <LogOut size={18} className={kit.turns} aria-hidden /> {a.login.leave}
        </button>
      </nav>
      <ErrorBoundary key={tab} area={`administration of ${tab}`}>
        <Shown />
      </ErrorBoundary>
    </>
  );
}

/** For those who run the server: what it does, who is there, who is kept out, who did what. */
export function AdminPage({ tab }: { tab: string }) {
  const t = useText();
  const a = useAdminText();
  const [, navigate] = useLocation();
  const { access, look, refused, leave } = useAccess();
  useEffect(() => {
    document.title = `${a.title} · ${t.appName}`;
  }, [a, t]);
  return (
    <main className={css.page} data-testid="admin" data-state={access.state}>
      <header className={css.head}>
        <h1>{a.title}</h1>
        <button type="button" className={`${kit.button} ${kit.quiet}`} onClick={() => navigate("/")}>
          {t.lobby.toHome}
        </button>
      </header>
      {access.state === "off" && <p className={kit.notice}>{a.login.off}</p>}
      {access.state === "error" && (
        <div className={kit.notice} role="alert">
          <span>{access.why}</span>
          <button type="button" className={kit.button} onClick={look}>
            {t.retry}
          </button>
        </div>
      )}
      {access.state === "out" && <Login expired={access.expired} onDone={look} />}
      {access.state === "in" && (
        <RefusalContext.Provider value={refused}>
          <Tabs tab={tab in tabs ? (tab as Tab) : "overview"} onLeave={leave} />
        </RefusalContext.Provider>
      )}
    </main>
  );
}
