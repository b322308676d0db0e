// Moments that may stand for a day of which no time is known. Pure.

const DAY = /^\d{4}-\d\d-\d\d$/;
const MIDNIGHT = /T00:00:00(\.0+)?(Z|\+00:00)$/;

export const isDay = (iso: string): boolean => DAY.test(iso);

/** Of UTC: a time, such as 10:00 in Brisbane, or a day without one. */
export const isMidnight = (iso: string): boolean => MIDNIGHT.test(iso);

/** When a match was played, by a document that has a moment where the day alone is known too. */
export function playedText(iso: string): string {
  return isMidnight(iso) ? iso.slice(0, "2026-06-14".length) : iso;
}
