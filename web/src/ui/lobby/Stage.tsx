import { UserPlus } from "lucide-react";
import { type CSSProperties, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { useApp } from "../../store/store";
import kit from "../kit/kit.module.css";
import { arrange, type Rect } from "./arrange";
import { useOpenDialog } from "./dialogs";
import css from "./Stage.module.css";
import { focusOf, stageItems } from "./stage_items";
import { ScreenTile, Tile } from "./Tile";

/** The inner size of an element, followed. */
function useSize(element: RefObject<HTMLElement | null>): [width: number, height: number] {
  const [size, setSize] = useState<[number, number]>([0, 0]);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const measure = () => setSize([box.clientWidth, box.clientHeight]);
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Tiles stand in the order of the script: where that runs to the left, the first is the rightmost. */
function styleOf(place: Rect | undefined): CSSProperties {
  if (!place) return { width: 0, height: 0 };
  const { left, ...rest } = place;
  return { insetInlineStart: left, ...rest };
}

/** What to do where nobody else is. */
function Alone() {
  const t = useText();
  const open = useOpenDialog();
  return (
    <div className={css.alone}>
      <p>{t.lobby.alone}</p>
      <button
        type="button"
        className={kit.button}
        data-testid="invite-somebody"
        onClick={() => open({ kind: "invite" })}
      >
        <UserPlus size={18} aria-hidden /> {t.lobby.inviteSomebody}
      </button>
    </div>
  );
}

/** All pictures of the call. Tiles keep their element wherever they move, so that no video begins anew. */
export function Stage() {
  const t = useText();
  const lobby = useApp((state) => state.lobby);
  const peers = useApp((state) => state.peers);
  const ownScreen = useApp((state) => state.media.screenTrack);
  const layout = useApp((state) => state.layout);
  const pinned = useApp((state) => state.pinned);
  const speaker = useApp((state) => (state.layout === "spotlight" ? state.activeSpeaker : null));
  const box = useRef<HTMLDivElement>(null);
  const [width, height] = useSize(box);
  const items = useMemo(() => (lobby ? stageItems(lobby, peers, ownScreen) : []), [lobby, peers, ownScreen]);
  const focus = focusOf(items, layout, pinned, speaker);
  const arranged = useMemo(() => arrange(items.length, focus, width, height), [items.length, focus, width, height]);
  const alone = lobby?.participants.size === 1;
  return (
    <section className={css.stage} aria-label={t.lobby.stage} data-testid="stage" data-focus={focus !== null}>
      <div ref={box} className={css.box}>
        <div className={css.room} style={{ height: arranged.height }}>
          {items.map((item, index) => {
            const props = {
              style: styleOf(arranged.tiles[index]),
              pinned: item.key === pinned,
              large: index === focus,
            };
            return item.screen ? (
              <ScreenTile key={item.key} item={item} track={item.screen} {...props} />
            ) : (
              <Tile key={item.key} item={item} peer={peers.get(item.participant.id)} {...props} />
            );
          })}
        </div>
      </div>
      {alone && <Alone />}
    </section>
  );
}
