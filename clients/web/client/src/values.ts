// Checks of single values, the same as in rules/lib/values.rules. Each check returns what is wrong,
// with the path of the field, or null.

import { isId as isIdText } from "./fold/identifiers.js";
import { isMap } from "./fold/plain.js";
import { lengthOf } from "./fold/text.js";

export interface Fault {
  /** The path of the wrong field, such as `wicket.fielderIds[1]`. */
  readonly field: string;
  /** What is wrong with the field, as the end of a sentence that begins with its path. */
  readonly message: string;
}

export type Check = (value: unknown, field: string) => Fault | null;

type Fields = Readonly<Record<string, unknown>>;

const HIDDEN = String.raw`\p{C}\p{Zl}\p{Zp}\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F` +
  String.raw`\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E0FFF}`;
// Joiners that spelling needs: between Arabic letters, and next to a virama in the scripts of India and
// Sri Lanka.
const ARABIC = String.raw`[\u0620-\u064A\u066E\u066F\u0671-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FC\u06FF\u0750-\u077F]`;
const PARTED = String.raw`${ARABIC}(?:\u200C${ARABIC})+`;
const CONJUNCT =
  String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA][\u200C\u200D][\u0904-\u0DC6]` +
  String.raw`|\u09B0\u200D\u09CD`;
const PRINTABLE = new RegExp(
  String.raw`^((?:[^${HIDDEN}\p{Z}\p{M}]|${PARTED}|\u09B0\u200D\u09CD)(?:[^${HIDDEN}]|${PARTED}|${CONJUNCT})*)?$`, "u",
);
const PROSE = new RegExp(`^(?:[\\n\\r\\t]|[^${HIDDEN}]|${PARTED}|${CONJUNCT})*$`, "u");

/** Return whether a value is an id of a match, a team or a person. */
export const isId = (value: unknown): boolean => typeof value === "string" && isIdText(value);

const verdict = (isRight: boolean, message: string): ((field: string) => Fault | null) =>
  (field) => (isRight ? null : { field, message });

export const id: Check = (value, field) =>
  verdict(isId(value), "must be an id: 1 to 100 letters, digits, `_`, `.` and `-`")(field);

export const idOrEmpty: Check = (value, field) => (value === "" ? null : id(value, field));

export const flag: Check = (value, field) =>
  verdict(typeof value === "boolean", "must be true or false")(field);

export const whole = (least: number, most: number): Check => (value, field) =>
  verdict(
    Number.isInteger(value) && !Object.is(value, -0)
      && (value as number) >= least && (value as number) <= most,
    `must be a whole number from ${least} to ${most}`,
  )(field);

export const finite: Check = (value, field) =>
  verdict(Number.isFinite(value), "must be a finite number")(field);

export const oneOf = (choices: readonly string[]): Check => (value, field) =>
  verdict(choices.includes(value as string), `must be one of ${choices.join(", ")}`)(field);

/** Accept a text of one line without hidden characters. `most` counts UTF-16 units, as the rules do. */
export const line = (most: number): Check => (value, field) =>
  verdict(
    isTextOf(value, most) && value.length <= most && PRINTABLE.test(value),
    `must be a text of at most ${most} characters, all of them visible`,
  )(field);

/** Accept a text of one or more lines without hidden characters, of at most `most` characters. */
export const prose = (most: number): Check => (value, field) =>
  verdict(
    isTextOf(value, most) && PROSE.test(value) && !value.includes("\r"),
    `must be a text of at most ${most} characters, none of them hidden`,
  )(field);

export const matching = (pattern: RegExp, message: string): Check => (value, field) =>
  verdict(typeof value === "string" && pattern.test(value), message)(field);

function isTextOf(value: unknown, most: number): value is string {
  return typeof value === "string" && lengthOf(value) <= most;
}

export const listOf = (item: Check, most: number): Check => (value, field) => {
  if (!Array.isArray(value)) return { field, message: "must be a list" };
  if (value.length > most) return { field, message: `may have at most ${most} items` };
  return first(value.map((each, place) => item(each, `${field}[${place}]`)));
};

/** The check of one field of a map, and whether the field may be missing or null; see `mapOf`. */
export interface Spec {
  readonly check: Check;
  readonly isRequired?: boolean;
  /** Null is accepted and means the same as leaving the field out. */
  readonly isNullable?: boolean;
}

export const required = (check: Check): Spec => ({ check, isRequired: true });
export const optional = (check: Check): Spec => ({ check });
export const nullable = (check: Check): Spec => ({ check, isNullable: true });

/** Accept a map with these fields and no others. */
export const mapOf = (specs: Readonly<Record<string, Spec>>): Check => (value, field) => {
  if (!isMap(value)) return { field, message: "must be a map" };
  const path = (name: string): string => (field ? `${field}.${name}` : name);
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined) return { field: path(unknown), message: "is no field of this" };
  return first(Object.entries(specs).map(([name, spec]) => faultIn(value, name, spec, path(name))));
};

function faultIn(value: Fields, name: string, spec: Spec, field: string): Fault | null {
  if (!Object.hasOwn(value, name)) return spec.isRequired ? { field, message: "is missing" } : null;
  if (value[name] === undefined) return { field, message: "is undefined: leave it out" };
  if (value[name] !== null) return spec.check(value[name], field);
  return spec.isNullable ? null : { field, message: "is null: leave it out" };
}

export const first = (faults: readonly (Fault | null)[]): Fault | null =>
  faults.find((each) => each !== null) ?? null;
