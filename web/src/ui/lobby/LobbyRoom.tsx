import { useState } from "react";
import { app } from "../../core/app";
import type { Participant } from "../../core/ws/protocol.generated";
import { en } from "../../i18n/en";
import { useApp } from "../../store/store";
import { Chat } from "../chat/Chat";
import { ErrorBoundary } from "../ErrorBoundary";
import kit from "../kit.module.css";
import { DevicePicker } from "./DevicePicker";
import css from "./LobbyRoom.module.css";
import { People } from "./People";
import { Sound } from "./Sound";
import { ScreenTile, Tile } from "./Tile";
import { MediaProblemNotice, type Panel, Toolbar } from "./Toolbar";

function byArrival(a: Participant, b: Participant): number {
  return a.joined_at - b.joined_at || (a.id < b.id ? -1 : 1);
}

function Stage() {
  const lobby = useApp((state) => state.lobby);
  const peers = useApp((state) => state.peers);
  const ownScreen = useApp((state) => state.media.screenTrack);
  if (!lobby) return null;
  const people = [...lobby.participants.values()].sort(byArrival);
  const others = people.filter((one) => one.id !== lobby.me);
  const voices = others.flatMap((one) => {
    const tracks = peers.get(one.id)?.tracks;
    return [
      ...(tracks?.microphone ? [[`${one.id}.m`, tracks.microphone] as [string, MediaStreamTrack]] : []),
      ...(tracks?.screenAudio ? [[`${one.id}.s`, tracks.screenAudio] as [string, MediaStreamTrack]] : []),
    ];
  });
  return (
    <section className={css.stage} aria-label={en.lobby.people} data-count={people.length}>
      <Sound tracks={voices} />
      {ownScreen && <ScreenTile track={ownScreen} name={en.lobby.you} />}
      {others.map((one) => {
        const track = one.media.screen ? peers.get(one.id)?.tracks.screen : undefined;
        return track ? <ScreenTile key={`${one.id}.screen`} track={track} name={one.name} /> : null;
      })}
      {people.map((one) => (
        <Tile key={one.id} participant={one} peer={peers.get(one.id)} own={one.id === lobby.me} />
      ))}
      {people.length === 1 && <p className={css.alone}>{en.lobby.alone}</p>}
    </section>
  );
}

/** The lobby itself: who is there, what is said, what one can do. */
export function LobbyRoom({ onLeave }: { onLeave: () => void }) {
  const name = useApp((state) => state.lobby?.lobby?.name ?? "");
  const joined = useApp((state) => state.lobby?.membership.state === "joined");
  const withMedia = useApp((state) => state.lobby?.lobby?.media === "mesh");
  const wide = typeof matchMedia === "function" && matchMedia("(min-width: 900px)").matches;
  const [panel, setPanel] = useState<Panel>(wide ? "chat" : null);
  const show = (next: Panel) => {
    setPanel(next);
    app.openChat(next === "chat");
  };
  const [begun, setBegun] = useState(false);
  if (!begun) {
    setBegun(true);
    queueMicrotask(() => app.openChat(panel === "chat"));
  }
  return (
    <main
      className={css.room}
      data-panel={panel ?? undefined}
      data-media={withMedia || undefined}
      data-joined={joined || undefined}
      data-testid="room"
    >
      <header className={css.header}>
        <h1>
          <bdi>{name || en.prejoin.entering}</bdi>
        </h1>
      </header>
      <ErrorBoundary area="stage">{withMedia || panel === null ? <Stage /> : null}</ErrorBoundary>
      {panel && (
        <aside className={css.panel} data-panel={panel}>
          <ErrorBoundary area={panel}>
            {panel === "chat" && <Chat />}
            {panel === "people" && <People />}
            {panel === "devices" && (
              <div className={css.devices}>
                <h2>{en.lobby.devices}</h2>
                <DevicePicker />
              </div>
            )}
          </ErrorBoundary>
        </aside>
      )}
      <div className={css.foot}>
        <MediaProblemNotice />
        <Toolbar panel={panel} onPanel={show} onLeave={onLeave} />
      </div>
      <span className={kit.hidden} role="status">
        {joined ? "" : en.connection.connecting}
      </span>
    </main>
  );
}
