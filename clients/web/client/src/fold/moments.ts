// Reads points of time. A text that is no time is kept as it is. A number counts seconds since 1970, or
// milliseconds if it is large.

import type { Moment } from "./actions.js";
import type { Fault, Reader } from "./document.js";
import { unicode, wrong } from "./document.js";
import { dateOf } from "./plain.js";
import { lengthOf } from "./text.js";

const FIRST_YEAR = 1_000;
const LAST_YEAR = 8_999;
const MOST_OF_A_MOMENT = 100;
const MILLISECONDS_FROM = 20_000_000_000;
const NO_TIME = "Input should be a valid datetime";

export const moment: Reader<Moment> = (value, faults) => {
  if (typeof value === "string") {
    return momentOfText(value, faults);
  }
  if (typeof value === "number") {
    const date = dateOfNumber(value);
    return typeof date === "string"
      ? wrong(faults, `${NO_TIME}, ${date}`, value)
      : inTheCalendar(date, date.getUTCFullYear(), value, faults);
  }
  const date = dateOf(value);
  return date === null
    ? wrong(faults, NO_TIME, value)
    : inTheCalendar(value as Moment, date.getUTCFullYear(), value, faults);
};

function momentOfText(value: string, faults: Fault[]): Moment | undefined {
  const read = unicode(value, []);
  if (read === undefined) {
    return wrong(faults, NO_TIME, value);
  }
  return lengthOf(read) > MOST_OF_A_MOMENT
    ? wrong(faults, `${NO_TIME} or date, ${whyNoDate(read)}`, value)
    : inTheCalendar(read, yearOf(read), value, faults);
}

/** Return why a text that is too long for a time is not one. */
function whyNoDate(text: string): string {
  if (!/^\d{4}/.test(text)) {
    return "invalid character in year";
  }
  if (text[4] !== "-") {
    return "invalid date separator, expected `-`";
  }
  if (!/^\d\d/.test(text.slice(5))) {
    return "invalid character in month";
  }
  if (text[7] !== "-") {
    return "invalid date separator, expected `-`";
  }
  if (!/^\d\d/.test(text.slice(8))) {
    return "invalid character in day";
  }
  const month = Number(text.slice(5, 7));
  if (month < 1 || month > 12) {
    return "month value is outside expected range of 1-12";
  }
  return dayAt(text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)) === null
    ? "day value is outside expected range"
    : "unexpected extra characters at the end of the input";
}

function inTheCalendar<T>(
  kept: T, year: number | null, input: unknown, faults: Fault[],
): T | undefined {
  return year === null || (year >= FIRST_YEAR && year <= LAST_YEAR)
    ? kept
    : wrong(faults, "Value error, is not between the years 1000 and 8999", input);
}

/** Return the time that a number stands for, or why it stands for none. */
function dateOfNumber(number: number): Date | string {
  if (Number.isNaN(number)) {
    return "NaN values not permitted";
  }
  const date = new Date(number * (Math.abs(number) > MILLISECONDS_FROM ? 1 : 1_000));
  const isBeyond = Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9_999;
  if (isBeyond || date.getUTCFullYear() < 0) {
    const where = number > 0 ? "after 9999" : "before 0000";
    return `dates ${where} are not supported as unix timestamps`;
  }
  return date;
}

/** Return the year of an ISO text; null if the text is not a time. */
function yearOf(value: string): number | null {
  const match = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d))(?:[^\d].*)?$/s.exec(value);
  if (match === null || dayAt(match[1], match[2] ?? match[4], match[3] ?? match[5]) === null) {
    return /^\d{4}-?W\d\d(-?[1-7])?$/.test(value) ? Number(value.slice(0, 4)) : null;
  }
  return Number(match[1]) || null;
}

/** Return a day as ISO text; null if the calendar has no such day. */
export function dayAt(
  year: string | undefined, month: string | undefined, day: string | undefined,
): string | null {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  const isThat = date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  return isThat ? `${year}-${month}-${day}` : null;
}
