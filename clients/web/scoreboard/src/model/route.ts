// Addresses of the pages: /m/{matchId}, /s/{seasonId}, /embed/{matchId}, /screen/{matchId}.

const MOST_ID_BYTES = 1500;

/** Whether a text can name a document of Firestore: others are refused, as if there were no connection. */
export function isId(text: string): boolean {
  const bytes = new TextEncoder().encode(text).length;
  return bytes > 0 && bytes <= MOST_ID_BYTES && !/\/|^\.\.?$|^__.*__$/s.test(text);
}

/** The id behind a path's first part; null where there is none, or what is there is none. */
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
