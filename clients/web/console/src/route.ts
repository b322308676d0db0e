// Which match an address of the console is about: `/score/{match}`.

const PREFIX = /^\/score\/([^/]+)\/?$/;

/** Return the match of an address; null for the console itself, where the scorer chooses one. */
export function matchIdOf(pathname: string): string | null {
  const found = PREFIX.exec(pathname)?.[1];
  if (found === undefined || found === "index.html") return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null; // no text behind the escapes
  }
}

export const addressOf = (matchId: string): string => `/score/${encodeURIComponent(matchId)}`;

/** Where the scorer chooses a match. */
export const CHOICE = "/score/";

/** Where anybody watches a match. */
export const watchedAt = (matchId: string): string => `/m/${encodeURIComponent(matchId)}`;
