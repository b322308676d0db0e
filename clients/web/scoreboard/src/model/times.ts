// How moments are written.

import { texts } from "../texts.ts";

/** "Sat, 14 Jun 2026, 11:00"; the day alone where no time is known, which is midnight in UTC. */
export function whenText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  if (/^\d{4}-\d\d-\d\d$|T00:00:00(\.0+)?(Z|\+00:00)$/.test(iso)) return at.toLocaleDateString(texts.locale, { ...day, timeZone: "UTC" });
  return at.toLocaleString(texts.locale, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
