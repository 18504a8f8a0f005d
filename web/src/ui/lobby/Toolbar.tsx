import {
  Bot,
  Captions,
  Check,
  Coffee,
  DoorOpen,
  Ear,
  EarOff,
  Hand,
  Keyboard,
  Link2,
  LogOut,
  Menu,
  MessageSquare,
  MonitorUp,
  MonitorX,
  ScrollText,
  Settings2,
  UserPlus,
  Users,
} from "lucide-react";
import { app } from "../../core/app";
import { lobbyLink } from "../../core/http/links";
import { moderates } from "../../core/lobby/moderation";
import { useText } from "../../i18n/text";
import { type Panel, useApp } from "../../store/store";
import { useCopy } from "../invite/useCopy";
import kit from "../kit/kit.module.css";
import { Popover } from "../kit/Popover";
import { useMe } from "../moderation/PersonActions";
import { useOpenDialog } from "./dialogs";
import { LayoutChoice } from "./LayoutChoice";
import { CameraButton, MicrophoneButton } from "./MediaButtons";
import { ToolButton } from "./ToolButton";
import css from "./Toolbar.module.css";

interface MenuEntry {
  label: string;
  icon: typeof Hand;
  pressed?: boolean;
  /** In wide bars this has a button of its own. */
  narrowOnly?: boolean;
  act: () => void;
}

function MoreMenu({ entries, withMedia }: { entries: MenuEntry[]; withMedia: boolean }) {
  const t = useText();
  return (
    <Popover
      label={t.lobby.more}
      className={`${kit.button} ${kit.icon} ${css.tool}`}
      testId="more"
      trigger={<Menu aria-hidden />}
    >
      {(close) => (
        <>
          {entries.map(({ label, icon: Icon, pressed, narrowOnly, act }) => (
            <button
              key={label}
              type="button"
              className={`${kit.menuItem} ${narrowOnly ? css.narrowOnly : ""}`}
              aria-pressed={pressed}
              onClick={() => {
                close();
                act();
              }}
            >
              <Icon size={18} aria-hidden /> {label}
            </button>
          ))}
          {withMedia && <LayoutChoice />}
        </>
      )}
    </Popover>
  );
}

interface ToolbarProps {
  withMedia: boolean;
  panel: Panel;
  onLeave: () => void;
}

export function Toolbar({ withMedia, panel, onLeave }: ToolbarProps) {
  const t = useText();
  const unread = useApp((state) => state.unread);
  const deafened = useApp((state) => state.deafened);
  const screen = useApp((state) => state.media.screen);
  const captionsOn = useApp((state) => state.captionsOn);
  const captionsLabel = captionsOn ? t.captions.off : t.captions.on;
  const me = useMe();
  const hand = me?.hand ?? false;
  const away = me?.away ?? false;
  const knocking = useApp((state) => state.lobby?.knocking.length ?? 0);
  const openDialog = useOpenDialog();
  const lobbyId = useApp((state) => state.lobby?.lobby?.id ?? "");
  const open = useApp((state) => state.lobby?.lobby?.visibility === "public" && !state.lobby.lobby.has_password);
  const link = useCopy();
  // A link alone opens no private lobby.
  const copyLink = () => (open ? link.copy(lobbyLink(lobbyId)) : openDialog({ kind: "invite" }));
  const toggle = (wanted: Panel) => app.show(panel === wanted ? null : wanted);
  const shares = screen === "on";
  const share = () => app.media.setScreen(!shares);
  const shareLabel = shares ? t.lobby.screenOn : t.lobby.screenOff;
  const deafenLabel = deafened ? t.lobby.undeafen : t.lobby.deafen;
  const handLabel = hand ? t.lobby.lowerHand : t.lobby.raiseHand;
  const linkLabel = { idle: t.lobby.copyLink, copied: t.lobby.copied, failed: t.lobby.copyFailed }[link.state];
  const entries: MenuEntry[] = [
    ...(withMedia
      ? [
          { label: shareLabel, icon: shares ? MonitorX : MonitorUp, narrowOnly: true, act: share },
          { label: deafenLabel, icon: deafened ? EarOff : Ear, narrowOnly: true, act: () => app.deafen(!deafened) },
        ]
      : []),
    { label: handLabel, icon: Hand, narrowOnly: true, act: () => app.setHand(!hand) },
    { label: t.lobby.people, icon: Users, narrowOnly: true, act: () => app.show("people") },
    { label: captionsLabel, icon: Captions, narrowOnly: true, act: () => app.showCaptions(!captionsOn) },
    { label: t.transcript.title, icon: ScrollText, act: () => app.show("transcript") },
    { label: t.bots.title, icon: Bot, act: () => app.show("bots") },
    { label: t.lobby.copyLink, icon: Link2, narrowOnly: true, act: copyLink },
    { label: t.invite.title, icon: UserPlus, act: () => openDialog({ kind: "invite" }) },
    { label: away ? t.lobby.back : t.lobby.goAway, icon: Coffee, act: () => app.setAway(!away) },
    ...(moderates(me?.role)
      ? [{ label: t.lobbySettings.title, icon: DoorOpen, act: () => openDialog({ kind: "lobby" }) }]
      : []),
    { label: t.lobby.settings, icon: Settings2, act: () => openDialog({ kind: "settings" }) },
    { label: t.lobby.help, icon: Keyboard, act: () => openDialog({ kind: "keys" }) },
  ];
  return (
    <nav className={css.toolbar} aria-label={t.lobby.tools}>
      {withMedia && (
        <>
          <MicrophoneButton />
          <CameraButton />
          <ToolButton
            label={shareLabel}
            on={shares}
            busy={screen === "asking"}
            testId="toggle-screen"
            wideOnly
            onClick={share}
          >
            {shares ? <MonitorX aria-hidden /> : <MonitorUp aria-hidden />}
          </ToolButton>
          <ToolButton label={deafenLabel} off={deafened} testId="deafen" wideOnly onClick={() => app.deafen(!deafened)}>
            {deafened ? <EarOff aria-hidden /> : <Ear aria-hidden />}
          </ToolButton>
        </>
      )}
      <ToolButton label={handLabel} on={hand} testId="toggle-hand" wideOnly onClick={() => app.setHand(!hand)}>
        <Hand aria-hidden />
      </ToolButton>
      <ToolButton
        label={captionsLabel}
        on={captionsOn}
        testId="toggle-captions"
        wideOnly
        onClick={() => app.showCaptions(!captionsOn)}
      >
        <Captions aria-hidden />
      </ToolButton>
      <span className={css.divider} />
      {withMedia && (
        <ToolButton
          label={t.lobby.chat}
          on={panel === "chat"}
          badge={unread}
          testId="toggle-chat"
          onClick={() => toggle("chat")}
        >
          <MessageSquare aria-hidden />
        </ToolButton>
      )}
      <ToolButton
        label={t.lobby.people}
        on={panel === "people"}
        badge={knocking}
        testId="toggle-people"
        wideOnly
        onClick={() => toggle("people")}
      >
        <Users aria-hidden />
      </ToolButton>
      <ToolButton label={linkLabel} testId="copy-link" wideOnly onClick={copyLink}>
        {link.state === "copied" ? <Check aria-hidden /> : <Link2 aria-hidden />}
      </ToolButton>
      <MoreMenu entries={entries} withMedia={withMedia} />
      <ToolButton label={t.lobby.leave} danger testId="leave" onClick={onLeave}>
        <LogOut className={kit.turns} aria-hidden />
      </ToolButton>
      <span className={kit.hidden} role="status">
        {link.state === "idle" ? "" : linkLabel}
      </span>
    </nav>
  );
}
