import { Ban, Crown, LogOut, MicOff, ShieldCheck, Volume2 } from "lucide-react";
import type { ReactNode } from "react";
import { app } from "../../core/app";
import { mayActOn, rolesToGive } from "../../core/lobby/moderation";
import { notify } from "../../core/notices";
import type { Participant, Role } from "../../core/ws/protocol.generated";
import { explain, useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import { useOpenDialog } from "../lobby/dialogs";

/** The own participant, as far as one is in. */
export function useMe(): Participant | undefined {
  return useApp((state) => state.lobby?.participants.get(state.lobby.me ?? ""));
}

function Item({ icon, testId, act, children }: { icon: ReactNode; testId: string; act: () => void; children: string }) {
  return (
    <button type="button" className={kit.menuItem} data-testid={testId} onClick={act}>
      {icon} {children}
    </button>
  );
}

/** What a moderator can do with somebody; nothing for those who may not. */
export function PersonActions({ who, close }: { who: Participant; close: () => void }) {
  const t = useText();
  const me = useMe();
  const openDialog = useOpenDialog();
  if (!mayActOn(me, who)) return null;
  const mute = () => run(app.lobby?.moderation.mute(who.id, !who.muted_by_moderator));
  const give = (role: Role) => run(app.lobby?.moderation.setRole(who.id, role));
  const run = (work: Promise<unknown> | undefined) => {
    close();
    work?.catch((error: unknown) => notify("refused", explain(error)));
  };
  const ask = (kind: "kick" | "ban" | "giveAway") => {
    close();
    openDialog({ kind, who });
  };
  return (
    <>
      <Item
        icon={who.muted_by_moderator ? <Volume2 size={18} aria-hidden /> : <MicOff size={18} aria-hidden />}
        testId="moderator-mute"
        act={mute}
      >
        {who.muted_by_moderator ? t.moderation.unmute : t.moderation.mute}
      </Item>
      {rolesToGive(me, who).map((role) => (
        <Item key={role} icon={<ShieldCheck size={18} aria-hidden />} testId={`make-${role}`} act={() => give(role)}>
          {t.moderation.make[role]}
        </Item>
      ))}
      {me?.role === "owner" && who.kind === "person" && (
        <Item icon={<Crown size={18} aria-hidden />} testId="give-away" act={() => ask("giveAway")}>
          {t.moderation.giveAway}
        </Item>
      )}
      <Item icon={<LogOut size={18} className={kit.turns} aria-hidden />} testId="kick" act={() => ask("kick")}>
        {t.moderation.kick}
      </Item>
      <Item icon={<Ban size={18} aria-hidden />} testId="ban" act={() => ask("ban")}>
        {t.moderation.ban}
      </Item>
    </>
  );
}
