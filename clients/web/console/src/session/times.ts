// The beginning of a match in words, as the spectators' pages show it.

const LOCALE = "en-GB";
const DAY = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DAY_ALONE = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;
/** Matches begin at or after the first of these hours, and before the last one. */
const HOURS_OF_PLAY = [7, 22] as const;

/** Return a time by the device's clock; the day alone if no time is known, which is assumed for midnight UTC if that is
 * at night here too; "" for what is neither a text nor a timestamp of Firestore. */
export function beginningText(scheduledAt: unknown): string {
  const millis = millisOf(scheduledAt);
  if (Number.isNaN(millis)) return "";
  const at = new Date(millis);
  const hour = at.getHours();
  const isByDay = hour >= HOURS_OF_PLAY[0] && hour < HOURS_OF_PLAY[1];
  const isDay = DAY_ALONE.test(String(scheduledAt)) || (millis % DAY_MS === 0 && !isByDay);
  return at.toLocaleString(LOCALE, isDay ? { ...DAY, timeZone: "UTC" } : { ...DAY, ...TIME });
}

function millisOf(moment: unknown): number {
  if (typeof moment === "string") return Date.parse(moment);
  const toMillis = (moment as { toMillis?: unknown } | null | undefined)?.toMillis;
  return typeof toMillis === "function" ? Number(toMillis.call(moment)) : Number.NaN;
}
