// The addresses of the desk.

const PREFIX = /^\/desk\/([^/]+)\/?$/;

/** Return the match id in `/desk/{match}`; null for the desk itself. */
export function matchIdOf(pathname: string): string | null {
  const found = PREFIX.exec(pathname)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null; // the percent escapes are not valid UTF-8
  }
}

export const addressOf = (matchId: string): string => `/desk/${encodeURIComponent(matchId)}`;

/** Return the address of the public match page. */
export const watchAddressOf = (matchId: string): string => `/m/${encodeURIComponent(matchId)}`;
