// Formats dates and times.

import { texts } from "../texts.ts";
import { isDay, isMidnight } from "./days.ts";

/** Matches begin at or after the first of these hours, and before the last one. */
const HOURS_OF_PLAY = [7, 22] as const;

/** Return a date and time, "Sat, 14 Jun 2026, 11:00"; the day alone if no time is known, which is assumed for midnight
 * UTC if that is at night here too. */
export function whenText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  if (isDay(iso) || (isMidnight(iso) && !isByDay(at))) return at.toLocaleDateString(texts.locale, { ...day, timeZone: "UTC" });
  return at.toLocaleString(texts.locale, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

const isByDay = (at: Date): boolean => at.getHours() >= HOURS_OF_PLAY[0] && at.getHours() < HOURS_OF_PLAY[1];

/** Return the time of day if the moment is on the same day as `now` (milliseconds); otherwise the date. */
export function timeText(iso: string, now: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toDateString() === new Date(now).toDateString()
    ? at.toLocaleTimeString(texts.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    : at.toLocaleDateString(texts.locale, { day: "numeric", month: "short", year: "numeric" });
}
