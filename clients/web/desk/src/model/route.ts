// What an address of the desk is about.

const PREFIX = /^\/desk\/([^/]+)\/?$/;

/** Return the match of `/desk/{match}`; null for the desk itself. */
export function matchIdOf(pathname: string): string | null {
  const found = PREFIX.exec(pathname)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null; // no text behind the escapes
  }
}

export const addressOf = (matchId: string): string => `/desk/${encodeURIComponent(matchId)}`;

/** Where spectators see the match. */
export const watchAddressOf = (matchId: string): string => `/m/${encodeURIComponent(matchId)}`;
