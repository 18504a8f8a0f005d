import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { app } from "../../core/app";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import { BotsPanel } from "../bots/BotsPanel";
import { CaptionBar } from "../captions/CaptionBar";
import { TranscriptPanel } from "../captions/TranscriptPanel";
import { Chat } from "../chat/Chat";
import { ErrorBoundary } from "../ErrorBoundary";
import kit from "../kit/kit.module.css";
import { DialogOpener, type LobbyDialog } from "./dialogs";
import { LobbyDialogs } from "./LobbyDialogs";
import css from "./LobbyRoom.module.css";
import { MediaNotice } from "./MediaNotice";
import { People } from "./People";
import { Sound } from "./Sound";
import { Stage } from "./Stage";
import { Toolbar } from "./Toolbar";
import { useKeys } from "./useKeys";

const wide = "(min-width: 900px)";

/** A lobby without voice is its chat; one with voice opens it beside the call where there is room. */
function usePanel(withMedia: boolean) {
  const panel = useApp((state) => state.panel);
  const shown = panel ?? (withMedia ? null : "chat");
  useEffect(() => {
    app.show(matchMedia(wide).matches ? "chat" : null);
  }, []);
  return shown;
}

const panels = { chat: Chat, people: People, bots: BotsPanel, transcript: TranscriptPanel } as const;

function SidePanel({ panel, closable }: { panel: keyof typeof panels; closable: boolean }) {
  const t = useText();
  const Shown = panels[panel];
  const title = { chat: t.lobby.chat, people: t.lobby.people, bots: t.bots.title, transcript: t.transcript.title }[
    panel
  ];
  return (
    <aside className={css.panel} data-panel={panel} aria-label={title}>
      <header className={css.panelHead}>
        <h2>{title}</h2>
        {closable && (
          <button
            type="button"
            className={`${kit.button} ${kit.quiet} ${kit.icon}`}
            aria-label={t.close}
            data-testid="close-panel"
            onClick={() => app.show(null)}
          >
            <X size={18} aria-hidden />
          </button>
        )}
      </header>
      <ErrorBoundary key={panel} area={panel}>
        <Shown />
      </ErrorBoundary>
    </aside>
  );
}

/** One speaks and nobody hears it: because one is muted, or because a moderator has seen to it. */
function MutedHint() {
  const t = useText();
  const speaking = useApp((state) => state.mutedSpeaking);
  const moderated = useApp((state) => state.lobby?.participants.get(state.lobby.me ?? "")?.muted_by_moderator ?? false);
  return (
    <div role="status">
      {moderated ? (
        <p className={css.hint} data-testid="moderator-muted">
          {t.moderation.youAreMuted}
        </p>
      ) : (
        speaking && (
          <p className={css.hint} data-testid="muted-speaking">
            {t.lobby.mutedSpeaking}
          </p>
        )
      )}
    </div>
  );
}

/** The lobby itself: who is there, what is said, what one can do. */
export function LobbyRoom({ onLeave }: { onLeave: () => void }) {
  const t = useText();
  const name = useApp((state) => state.lobby?.lobby?.name ?? "");
  const joined = useApp((state) => state.lobby?.membership.state === "joined");
  const withMedia = useApp((state) => state.lobby?.lobby?.media !== "none");
  const [dialog, setDialog] = useState<LobbyDialog | null>(null);
  const captionsOn = useApp((state) => state.captionsOn);
  const panel = usePanel(withMedia);
  useKeys({ withMedia, onHelp: () => setDialog({ kind: "keys" }) });
  return (
    <DialogOpener value={setDialog}>
      <main
        className={css.room}
        data-panel={panel ?? undefined}
        data-media={withMedia || undefined}
        data-joined={joined || undefined}
        data-testid="room"
      >
        <header className={css.header}>
          <h1>
            <bdi>{name || t.prejoin.entering}</bdi>
          </h1>
        </header>
        {withMedia && (
          <ErrorBoundary area="stage">
            <Stage />
          </ErrorBoundary>
        )}
        {panel && <SidePanel panel={panel} closable={withMedia || panel !== "chat"} />}
        <div className={css.foot}>
          <ErrorBoundary area="sound">{withMedia && <Sound />}</ErrorBoundary>
          {captionsOn && (
            <ErrorBoundary area="captions">
              <CaptionBar />
            </ErrorBoundary>
          )}
          <MutedHint />
          <MediaNotice />
          <Toolbar withMedia={withMedia} panel={panel} onLeave={onLeave} />
        </div>
        <span className={kit.hidden} role="status">
          {joined ? "" : t.connection.connecting}
        </span>
        <LobbyDialogs dialog={dialog} onClose={() => setDialog(null)} />
      </main>
    </DialogOpener>
  );
}
