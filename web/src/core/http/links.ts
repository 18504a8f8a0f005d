/** Where a pasted text leads to in this page: a lobby's link or path, with its invite, or the lobby's id alone. */
export function lobbyPathOf(text: string): string | null {
  const match = /(?:^|\/l\/)([A-Za-z0-9_-]{10,64})\/?(?:[#?].*)?$/.exec(text.trim());
  if (!match?.[1]) return null;
  const invite = inviteOf(/#.*/.exec(text)?.[0] ?? "");
  return `/l/${match[1]}${invite ? `#i=${invite}` : ""}`;
}

/** The invite's token in the fragment of a lobby's address (`#i=TOKEN`), which browsers send to nobody. */
export function inviteOf(fragment: string): string | null {
  return /^#i=([A-Za-z0-9_-]{10,128})$/.exec(fragment.trim())?.[1] ?? null;
}

/** The link that brings others into a lobby. */
export function lobbyLink(id: string): string {
  return `${location.origin}/l/${id}`;
}
