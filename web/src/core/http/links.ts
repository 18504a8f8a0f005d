/** A lobby's id out of whatever was pasted: its link, its path, or the id alone. */
export function lobbyIdOf(text: string): string | null {
  const match = /(?:^|\/l\/)([A-Za-z0-9_-]{10,64})\/?(?:[#?].*)?$/.exec(text.trim());
  return match?.[1] ?? null;
}

/** The link that brings others into a lobby. */
export function lobbyLink(id: string): string {
  return `${location.origin}/l/${id}`;
}
