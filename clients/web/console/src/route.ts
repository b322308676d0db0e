// The addresses of the console: `/score/{match}`.

const PREFIX = /^\/score\/([^/]+)\/?$/;

/** Return the match id in an address; null for `/score/` itself, where the scorer chooses a match. */
export function matchIdOf(pathname: string): string | null {
  const found = PREFIX.exec(pathname)?.[1];
  if (found === undefined || found === "index.html") return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null; // the percent escapes are not valid UTF-8
  }
}

export const addressOf = (matchId: string): string => `/score/${encodeURIComponent(matchId)}`;

/** The address where the scorer chooses a match. */
export const CHOICE = "/score/";

/** Return the address of the public match page. */
export const matchPageOf = (matchId: string): string => `/m/${encodeURIComponent(matchId)}`;
