// Addresses of the pages: /m/{matchId}, /s/{seasonId}, /embed/{matchId}, /screen/{matchId}.

const MOST_ID_BYTES = 1500;

/** Return whether a text can be the id of a Firestore document; reading any other would fail like a lost connection. */
export function isId(text: string): boolean {
  const bytes = new TextEncoder().encode(text).length;
  return bytes > 0 && bytes <= MOST_ID_BYTES && !/\/|^\.\.?$|^__.*__$/s.test(text);
}

/** Return the id after a path's first part; null if it is missing or invalid. */
export function idOf(pathname: string): string | null {
  const part = pathname.split("/")[2] ?? "";
  try {
    const id = decodeURIComponent(part);
    return isId(id) ? id : null;
  } catch {
    return null;
  }
}

export function linkTo(kind: "m" | "s" | "embed" | "screen", id: string): string {
  return `/${kind}/${encodeURIComponent(id)}`;
}
