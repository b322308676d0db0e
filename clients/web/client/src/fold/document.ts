// Turns documents into values: strict readers check each field, and describe faults in the words of the
// functions' own reader. Field names may also be in snake_case.

import { shortenLongId } from "./identifiers.js";
import { isMap, shortText, whyNotPlain } from "./plain.js";
import { isUnicode, lengthOf } from "./text.js";

export type Part = string | number;

/** A fault at a place of a document; `most` is the limit if something is too long. */
export interface Fault {
  readonly location: Part[];
  readonly type: "missing" | "too_long" | "string_too_long" | "other";
  readonly message: string;
  readonly input: unknown;
  readonly most?: number;
}

/** Reads a value; adds its faults and returns undefined if it is wrong. */
export type Reader<T> = (value: unknown, faults: Fault[]) => T | undefined;

/** A field of a model: its reader, and its value if it is not given. Without `fallback` it is required. */
export interface Field<T> {
  readonly read: Reader<T>;
  readonly fallback?: T;
  readonly alias?: string;
}

export type Fields<T> = { readonly [Name in keyof T]-?: Field<T[Name]> };

/** Add a fault, and return undefined. */
export function wrong(
  faults: Fault[], message: string, input: unknown, type: Fault["type"] = "other", most?: number,
): undefined {
  faults.push({ location: [], type, message, input, ...(most === undefined ? {} : { most }) });
  return undefined;
}

export function required<T>(read: Reader<T>, alias?: string): Field<T> {
  return alias === undefined ? { read } : { read, alias };
}

export function optional<T>(read: Reader<T>, fallback: T): Field<T> {
  return { read, fallback };
}

export function maybe<T>(read: Reader<T>): Field<T | null> {
  return { read: orNull(read), fallback: null };
}

/** Return the field of a list that may be missing, or null as some apps write it. */
export function listed<T>(read: Reader<readonly T[]>): Field<readonly T[]> {
  return { read: (value, faults) => (value === null ? [] : read(value, faults)), fallback: [] };
}

function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, faults) => (value === null ? null : read(value, faults));
}

export function integer(least: number, most = Infinity): Reader<number> {
  return (value, faults) => {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      return wrong(faults, "Input should be a valid integer", value);
    }
    if (value > most) {
      return wrong(faults, `Input should be less than or equal to ${most}`, value);
    }
    if (value < least) {
      return wrong(faults, `Input should be greater than or equal to ${least}`, value);
    }
    return value;
  };
}

export const flag: Reader<boolean> = (value, faults) =>
  typeof value === "boolean" ? value : wrong(faults, "Input should be a valid boolean", value);

export function text(most: number, least = 0): Reader<string> {
  return (value, faults) => {
    const read = unicode(value, faults);
    if (read === undefined) {
      return undefined;
    }
    if (read.length < least) {
      return wrong(faults, `String should have at least ${charactersText(least)}`, value);
    }
    if (read.length > most && lengthOf(read) > most) {
      const message = `String should have at most ${charactersText(most)}`;
      return wrong(faults, message, value, "string_too_long", most);
    }
    return read;
  };
}

/** Read a text that can be stored. */
export function unicode(value: unknown, faults: Fault[]): string | undefined {
  if (typeof value !== "string") {
    return wrong(faults, "Input should be a valid string", value);
  }
  if (!isUnicode(value)) {
    const why = "Input should be a valid string, unable to parse raw data as a unicode string";
    return wrong(faults, why, value);
  }
  return value;
}

function charactersText(characters: number): string {
  return `${characters} character${characters === 1 ? "" : "s"}`;
}

/** Return the reader of an id. With `least` 0 the id may be empty. */
export function id(least: 0 | 1): Reader<string> {
  const read = text(200, least);
  return (value, faults) => {
    const found = read(value, faults);
    return found === undefined ? undefined : shortenLongId(found);
  };
}

export function matching(pattern: RegExp): Reader<string> {
  return (value, faults) => {
    const read = unicode(value, faults);
    return read === undefined || pattern.test(read)
      ? read
      : wrong(faults, `String should match pattern '${pattern.source}'`, value);
  };
}

export function oneOf<T extends string>(words: readonly T[]): Reader<T> {
  const quotedWords = words.map((word) => `'${word}'`);
  const listed = `${quotedWords.slice(0, -1).join(", ")} or ${quotedWords.at(-1)}`;
  return (value, faults) =>
    words.find((word) => word === value) ?? wrong(faults, `Input should be ${listed}`, value);
}

export const plain: Reader<unknown> = (value, faults) => {
  const why = whyNotPlain(value);
  return why === null ? value : wrong(faults, `Value error, ${why}`, value);
};

export function list<T>(read: Reader<T>, most: number): Reader<readonly T[]> {
  return (value, faults) => {
    if (!Array.isArray(value)) {
      return wrong(faults, "Input should be a valid tuple", value);
    }
    const [items, own]: [T[], Fault[]] = [[], []];
    for (const [index, item] of value.entries()) {
      const found = within(index, own, () => read(item, own));
      if (found !== undefined) {
        items.push(found);
      }
      if (items.length > most) {
        const count = `${most} items after validation, not ${value.length}`;
        return wrong(faults, `Tuple should have at most ${count}`, value, "too_long", most);
      }
    }
    faults.push(...own);
    return own.length ? undefined : items;
  };
}

function within<T>(part: Part, faults: Fault[], read: () => T): T {
  const before = faults.length;
  const found = read();
  for (let index = before; index < faults.length; index += 1) {
    faults[index]?.location.unshift(part);
  }
  return found;
}

/** Return the reader of a map of fields; unknown fields are ignored. */
export function model<T extends object>(title: string, fields: Fields<T>): Reader<T> {
  const known = Object.entries<Field<unknown>>(fields).map(([name, field]) => ({
    name, field, given: field.alias ?? name, snake: snakeOf(name),
  }));
  return (value, faults) => {
    if (!isMap(value)) {
      return wrong(faults, `Input should be a valid dictionary or instance of ${title}`, value);
    }
    const [read, before]: [Record<string, unknown>, number] = [{}, faults.length];
    for (const { name, field, given, snake } of known) {
      const key = value[given] !== undefined ? given : snake;
      if (value[key] !== undefined) {
        const count = faults.length;
        read[name] = field.read(value[key], faults);
        for (let index = count; index < faults.length; index += 1) {
          faults[index]?.location.unshift(key);
        }
      } else if (field.fallback !== undefined) {
        read[name] = field.fallback;
      } else {
        faults.push({ location: [given], type: "missing", message: "Field required", input: value });
      }
    }
    return faults.length === before ? (read as T) : undefined;
  };
}

/** Return the name of a field in snake_case. */
export function snakeOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Return one field's fault as `field: what is wrong (got value)`, with the value cut short. */
export function faultText(fault: Fault, name = dottedPath(fault.location)): string {
  const text = `${name}: ${fault.message}`;
  return fault.type === "missing" ? text : `${text} (got ${shortText(fault.input)})`;
}

/** Return the name of a place in a document: `wicket.fielderIds.0`. */
export function dottedPath(location: readonly Part[]): string {
  return location.join(".") || "document";
}
