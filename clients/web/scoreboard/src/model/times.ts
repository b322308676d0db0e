// How moments are written.

import { texts } from "../texts.ts";
import { isDay, isMidnight } from "./days.ts";

/** Matches begin from the first of these hours on, and before the last one. */
const HOURS_OF_PLAY = [7, 22] as const;

/** "Sat, 14 Jun 2026, 11:00"; the day alone where no time is known, as of a midnight that is at night here too. */
export function whenText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  if (isDay(iso) || (isMidnight(iso) && !isByDay(at))) return at.toLocaleDateString(texts.locale, { ...day, timeZone: "UTC" });
  return at.toLocaleString(texts.locale, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

const isByDay = (at: Date): boolean => at.getHours() >= HOURS_OF_PLAY[0] && at.getHours() < HOURS_OF_PLAY[1];

/** The time of a moment of the day that `now` is of, in milliseconds; the date of any other. */
export function timeText(iso: string, now: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toDateString() === new Date(now).toDateString()
    ? at.toLocaleTimeString(texts.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    : at.toLocaleDateString(texts.locale, { day: "numeric", month: "short", year: "numeric" });
}
