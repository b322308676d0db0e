// Defines the values that may be stored besides the score: plain data of limited size and depth. Also shows
// a value in a message, as Python's `repr` does.

import { codePoints, compareText, isUnicode, lengthOf } from "./text.js";

const MOST_DEPTH = 6;
const MOST_TEXT = 2_000;
const MOST_PARTS = 200;
const LONGEST_SHOWN = 40;
const NOT_PRINTABLE = /^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]$/u;
const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t",
};

export type PlainMap = Readonly<Record<string, unknown>>;

/** Return whether a value is a map of fields. */
export function isMap(value: unknown): value is PlainMap {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Return the point of time of a Date or a Firestore Timestamp; null for any other value. */
export function dateOf(value: unknown): Date | null {
  if (value instanceof Date) {
    return value;
  }
  if (typeof value === "object" && value !== null && "toDate" in value) {
    const { toDate } = value;
    const date: unknown = typeof toDate === "function" ? toDate.call(value) : null;
    return date instanceof Date ? date : null;
  }
  return null;
}

/** Return a point of time in UTC, as Python's `isoformat` does. */
export function isoText(value: unknown, date: Date): string {
  const text = date.toISOString().slice(0, 19);
  const micros = microsecondsOf(value, date);
  return `${text}${micros ? `.${String(micros).padStart(6, "0")}` : ""}+00:00`;
}

function microsecondsOf(value: unknown, date: Date): number {
  const isFine = typeof value === "object" && value !== null && "nanoseconds" in value;
  return isFine ? Math.floor(Number(value.nanoseconds) / 1_000) : date.getUTCMilliseconds() * 1_000;
}

/** Return why a value is not plain data; null if it is. */
export function whyNotPlain(value: unknown, depth = 0): string | null {
  if (value === null || typeof value === "boolean" || typeof value === "bigint") {
    return null;
  }
  if (typeof value === "string") {
    return whyNotText(value);
  }
  if (typeof value === "number") {
    return Number.isFinite(value) ? null : "holds a number that is not finite";
  }
  if (dateOf(value) !== null) {
    return null;
  }
  if (depth === MOST_DEPTH) {
    return `is nested more than ${MOST_DEPTH} deep`;
  }
  return whyNotParts(value, depth + 1);
}

function whyNotText(text: string): string | null {
  if (lengthOf(text) > MOST_TEXT) {
    return `holds a text of more than ${MOST_TEXT} characters`;
  }
  return isUnicode(text) ? null : "holds half a character";
}

function whyNotParts(value: unknown, depth: number): string | null {
  if (Array.isArray(value)) {
    return whyNotList(value, depth);
  }
  if (!isMap(value)) {
    return `holds a ${kindOf(value)}, which is no plain data`;
  }
  const names = Object.keys(value);
  if (names.length > MOST_PARTS) {
    return `has more than ${MOST_PARTS} parts`;
  }
  for (const name of names) {
    const why = whyNotText(name) ?? whyNotPlain(value[name], depth);
    if (why !== null) {
      return why;
    }
  }
  return null;
}

function whyNotList(list: readonly unknown[], depth: number): string | null {
  if (list.length > MOST_PARTS) {
    return `has more than ${MOST_PARTS} parts`;
  }
  if (list.some(Array.isArray)) {
    return "holds a list in a list";
  }
  for (const part of list) {
    const why = whyNotPlain(part, depth);
    if (why !== null) {
      return why;
    }
  }
  return null;
}

function kindOf(value: unknown): string {
  return typeof value === "object" && value !== null ? value.constructor.name : typeof value;
}

/** Return a value as messages show it, cut short; equal values always give the same text. */
export function shortText(value: unknown, most: number = LONGEST_SHOWN): string {
  const text = textPrefix(value, most);
  const points = codePoints(text);
  return points.length <= most ? text : `${points.slice(0, most - 3).join("")}...`;
}

function textPrefix(value: unknown, most: number): string {
  const date = dateOf(value);
  if (date !== null) {
    return isoText(value, date);
  }
  if (typeof value === "string") {
    return quoted(codePoints(value).slice(0, most + 1).join(""));
  }
  if (value === null || value === undefined || typeof value === "boolean") {
    return value === true ? "True" : value === false ? "False" : "None";
  }
  if (typeof value === "number") {
    return numberText(value);
  }
  if (Array.isArray(value)) {
    return `[${joinParts(value.slice(0, most).map((part) => textPrefix(part, most)), most)}]`;
  }
  return isMap(value) ? mapPrefix(value, most) : `<${kindOf(value)}>`;
}

function mapPrefix(map: PlainMap, most: number): string {
  const names = Object.keys(map).sort(compareText).slice(0, most);
  const parts = names.map((name) => {
    const shownName = codePoints(quoted(name)).slice(0, most).join("");
    return `${shownName}: ${textPrefix(map[name], most)}`;
  });
  return `{${joinParts(parts, most)}}`;
}

function joinParts(parts: readonly string[], most: number): string {
  let text = "";
  for (const part of parts) {
    text += text ? `, ${part}` : part;
    if (lengthOf(text) > most) {
      break;
    }
  }
  return text;
}

/** Return a text in quotes, as Python's `repr` does. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = codePoints(text).map((each) => (each === quote ? `\\${each}` : escapedCharacter(each)));
  return `${quote}${inner.join("")}${quote}`;
}

function escapedCharacter(character: string): string {
  const known = ESCAPED[character];
  if (known !== undefined) {
    return known;
  }
  if (character === " " || !NOT_PRINTABLE.test(character)) {
    return character;
  }
  const point = character.codePointAt(0) ?? 0;
  const [mark, digits] = point < 0x100 ? ["x", 2] : point < 0x10000 ? ["u", 4] : ["U", 8];
  return `\\${mark}${point.toString(16).padStart(Number(digits), "0")}`;
}

/** Return a number as Python's `repr` does, a whole number as an integer. */
export function numberText(number: number): string {
  if (Number.isNaN(number)) {
    return "nan";
  }
  if (!Number.isFinite(number)) {
    return number > 0 ? "inf" : "-inf";
  }
  if (Number.isInteger(number) && Math.abs(number) < 1e16) {
    return String(number);
  }
  const [mantissa = "", power = "0"] = number.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 16) {
    return String(number).includes("e") ? decimalText(mantissa, exponent) : String(number);
  }
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}

function decimalText(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  return `${sign}0.${"0".repeat(-exponent - 1)}${mantissa.replace(/[-.]/g, "")}`;
}
