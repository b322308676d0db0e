// Addresses of the pages: /m/{matchId}, /s/{seasonId}, /embed/{matchId}, /screen/{matchId}.

/** The id behind a path's first part; null where there is none or it is broken. */
export function idOf(pathname: string): string | null {
  const part = pathname.split("/")[2] ?? "";
  try {
    return decodeURIComponent(part) || null;
  } catch {
    return null;
  }
}

export function linkTo(kind: "m" | "s" | "embed" | "screen", id: string): string {
  return `/${kind}/${encodeURIComponent(id)}`;
}
