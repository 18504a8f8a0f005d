export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Arrangement {
  tiles: Rect[];
  /** More than the room's height where the tiles would become too small: then the stage scrolls. */
  height: number;
}

export const gap = 8;
/** A tile may be so low before the stage scrolls: on a phone beside an open panel all of four people are still seen. */
const smallestTile = 72;
const stripShare = 0.22;
const smallestStrip = 84;

/** Wide rooms show pictures as they are taken; high ones crop them to squares. */
function ratioFor(width: number, height: number): number {
  return width >= height ? 16 / 9 : 1;
}

/** The grid that makes `count` tiles largest in a room, each row centred. */
function grid(count: number, room: Rect): Arrangement {
  const ratio = ratioFor(room.width, room.height);
  let columns = 1;
  let best = 0;
  for (let tried = 1; tried <= count; tried += 1) {
    const rows = Math.ceil(count / tried);
    const width = Math.min((room.width - gap * (tried - 1)) / tried, ((room.height - gap * (rows - 1)) / rows) * ratio);
    if (width > best) [columns, best] = [tried, width];
  }
  if (best / ratio < smallestTile) {
    columns = Math.max(1, Math.floor((room.width + gap) / (smallestTile * ratio + gap)));
    best = (room.width - gap * (columns - 1)) / columns;
  }
  const width = Math.floor(best);
  const height = Math.floor(best / ratio);
  const rows = Math.ceil(count / columns);
  const total = rows * height + (rows - 1) * gap;
  const top = room.top + Math.max(0, (room.height - total) / 2);
  const tiles = Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const rowWidth = inRow * width + (inRow - 1) * gap;
    return {
      left: Math.round(room.left + (room.width - rowWidth) / 2 + (index % columns) * (width + gap)),
      top: Math.round(top + row * (height + gap)),
      width,
      height,
    };
  });
  return { tiles, height: Math.max(room.height, total) };
}

/** Where each of `count` tiles goes; `focus`: the one that gets the room, the others in a strip below it. */
export function arrange(count: number, focus: number | null, width: number, height: number): Arrangement {
  const room = { left: 0, top: 0, width, height };
  if (count === 0 || width <= 0 || height <= 0) return { tiles: [], height };
  if (focus === null || count === 1) return grid(count, room);
  const strip = Math.min(Math.max(smallestStrip, height * stripShare), height / 3);
  const large = { ...room, height: height - strip - gap };
  const others = row(count - 1, { left: 0, top: height - strip, width, height: strip });
  others.splice(focus, 0, large);
  return { tiles: others, height };
}

/** One row, as large as the strip is high, smaller where there are many. */
function row(count: number, room: Rect): Rect[] {
  const width = Math.floor(Math.min((room.height * 16) / 9, (room.width - gap * (count - 1)) / count));
  const height = Math.floor(Math.min(room.height, Math.max((width * 9) / 16, room.height * 0.7)));
  const total = count * width + (count - 1) * gap;
  return Array.from({ length: count }, (_, index) => ({
    left: Math.round(room.left + (room.width - total) / 2 + index * (width + gap)),
    top: Math.round(room.top + (room.height - height) / 2),
    width,
    height,
  }));
}
