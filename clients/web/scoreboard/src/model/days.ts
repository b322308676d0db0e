// Times that may stand for a day without a known time. Pure.

const DAY = /^\d{4}-\d\d-\d\d$/;
const MIDNIGHT = /T00:00:00(\.0+)?(Z|\+00:00)$/;

export const isDay = (iso: string): boolean => DAY.test(iso);

/** Return whether a time is midnight UTC: either a real time, such as 10:00 in Brisbane, or a day without a time. */
export const isMidnight = (iso: string): boolean => MIDNIGHT.test(iso);

/** Return when a match was played, from a document that stores a time even if only the day is known. */
export function playedText(iso: string): string {
  return isMidnight(iso) ? iso.slice(0, "2026-06-14".length) : iso;
}
