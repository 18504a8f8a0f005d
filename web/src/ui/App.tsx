import { lazy, Suspense, useEffect } from "react";
import { Route, Switch, useLocation } from "wouter";
import { useText } from "../i18n/text";
import { useApp } from "../store/store";
import { ConnectionBanner } from "./ConnectionBanner";
import { ErrorBoundary } from "./ErrorBoundary";
import { Home } from "./home/Home";
import kit from "./kit/kit.module.css";
import { Toasts } from "./kit/Toasts";

const Lobby = lazy(() => import("./lobby/LobbyPage").then((module) => ({ default: module.LobbyPage })));
const Admin = lazy(() => import("./admin/AdminPage").then((module) => ({ default: module.AdminPage })));
const Diagnostics = lazy(() => import("./diagnostics/Diagnostics").then((module) => ({ default: module.Diagnostics })));

function NotFound() {
  const t = useText();
  const [, navigate] = useLocation();
  useEffect(() => {
    document.title = t.appName;
  }, [t]);
  return (
    <main className={kit.notice} data-testid="not-found">
      <h1>{t.notFound.title}</h1>
      <button type="button" className={`${kit.button} ${kit.primary}`} onClick={() => navigate("/")}>
        {t.notFound.home}
      </button>
    </main>
  );
}

export function App() {
  const t = useText();
  const scheme = useApp((state) => state.preferences.scheme);
  useEffect(() => {
    document.documentElement.dataset.scheme = scheme;
  }, [scheme]);
  return (
    <ErrorBoundary area="page">
      <ConnectionBanner />
      <Toasts />
      <Suspense fallback={<p className={`${kit.notice} ${kit.late}`}>{t.connection.connecting}</p>}>
        <Switch>
          <Route path="/l/:id">{({ id }) => <Lobby key={id} id={id} />}</Route>
          <Route path="/admin/:tab?">{({ tab }) => <Admin tab={tab ?? "overview"} />}</Route>
          <Route path="/diagnostics">
            <Diagnostics />
          </Route>
          <Route path="/">
            <Home />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}
