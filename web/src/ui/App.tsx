import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { en } from "../i18n/en";
import { ConnectionBanner } from "./ConnectionBanner";
import { ErrorBoundary } from "./ErrorBoundary";
import { Home } from "./home/Home";
import kit from "./kit.module.css";

const Lobby = lazy(() => import("./lobby/LobbyPage").then((module) => ({ default: module.LobbyPage })));

export function App() {
  return (
    <ErrorBoundary area="page">
      <ConnectionBanner />
      <Suspense fallback={<p className={kit.notice}>{en.connection.connecting}</p>}>
        <Switch>
          <Route path="/l/:id">{({ id }) => <Lobby key={id} id={id} />}</Route>
          <Route>
            <Home />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}
