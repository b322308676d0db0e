// Reads a document without its unreadable fields, so that the others count. Lists what was left out, in an
// order that does not depend on the document's.

import type { Fault, Part, Reader } from "./document.js";
import { dottedPath, faultText, snakeOf } from "./document.js";
import { BadDocument } from "./errors.js";
import type { PlainMap } from "./plain.js";
import { isMap } from "./plain.js";
import { compareText, firstOf, sortedTexts } from "./text.js";

type Path = readonly Part[];
type FaultPlaces = readonly { readonly path: Path; readonly fault: Fault }[];

const MOST_ROUNDS = 12;
const MOST_FAULTS = 6;
/**
 * Fields that are only displayed: a text that is too long is cut, while other faulty fields are left out.
 */
const DISPLAY_FIELDS: ReadonlySet<Part> = new Set([
  "homeTeamName", "awayTeamName", "playerName", "venue", "attribution", "law", "method", "reason",
  "text",
]);

export interface Leniency {
  readonly mayDrop?: (path: Path) => boolean;
  /** Values to use for required fields that are missing or wrong. */
  readonly standIns?: PlainMap;
}

/** A document as it was read, and what was left out of it. */
export interface LenientResult<T> {
  readonly value: T;
  readonly faults: readonly string[];
}

/**
 * Return the value that a reader makes of a document without its faulty fields. Throws BadDocument if too
 * much is wrong.
 */
export function readLeniently<T>(
  read: Reader<T>, data: PlainMap, where: string, leniency: Leniency = {},
): LenientResult<T> {
  const first: Fault[] = [];
  const value = read(data, first);
  if (value !== undefined) {
    return { value, faults: [] };
  }
  const mended = new MendedCopy(data, leniency);
  let faulty = faultsByPath(data, first);
  let faults = faultTexts(faulty);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (![...faulty].reverse().every(({ path, fault }) => mended.mend(path, fault))) {
      break;
    }
    const more: Fault[] = [];
    const mendedValue = read(mended.data, more);
    if (mendedValue !== undefined) {
      return { value: mendedValue, faults: sortedTexts(faults.values()) };
    }
    faulty = faultsByPath(mended.data, more);
    faults = new Map([...faultTexts(faulty), ...faults]);
  }
  throw new BadDocument(where, sortedTexts(faults.values()));
}

/** Return the first fault at each deepest existing place of the document that a fault names, in order. */
function faultsByPath(data: unknown, faults: readonly Fault[]): FaultPlaces {
  const found = new Map<string, { path: Path; fault: Fault }>();
  for (const fault of faults) {
    const path = documentPath(data, fault.location);
    const key = JSON.stringify(path);
    if (!found.has(key)) {
      found.set(key, { path, fault });
    }
  }
  return [...found.values()].sort((one, other) => comparePaths(one.path, other.path));
}

function documentPath(data: unknown, location: Path): Path {
  const path: Part[] = [];
  let node = data;
  for (const part of location) {
    const names = typeof part === "number" ? [part] : [part, snakeOf(part)];
    const name = names.find((each) => partOf(node, each) !== undefined);
    if (name === undefined) {
      break;
    }
    node = partOf(node, name);
    path.push(name);
  }
  return path;
}

function partOf(node: unknown, part: Part): unknown {
  if (typeof part === "number") {
    return Array.isArray(node) ? node[part] : undefined;
  }
  return isMap(node) ? node[part] : undefined;
}

function comparePaths(one: Path, other: Path): number {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const difference = compareParts(one[index] ?? 0, other[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return one.length - other.length;
}

function compareParts(one: Part, other: Part): number {
  if (typeof one === "number" && typeof other === "number") {
    return one - other;
  }
  if (typeof one === "string" && typeof other === "string") {
    return compareText(one, other);
  }
  return typeof one === "number" ? 1 : -1;
}

/** Return the descriptions of faults by the name of their place; of many only the first few. */
function faultTexts(faulty: FaultPlaces): Map<string, string> {
  const named = new Map<string, string>();
  for (const { path, fault } of faulty.slice(0, MOST_FAULTS)) {
    const name = dottedPath(fault.type === "missing" ? fault.location : path);
    named.set(name, faultText(fault, name));
  }
  const beyond = faulty.length - MOST_FAULTS;
  if (beyond > 0) {
    named.set("", `and ${beyond} more`);
  }
  return named;
}

/** A copy of a document that is repaired place by place; only the parents of such places are copied. */
class MendedCopy {
  readonly data: Record<string, unknown>;
  readonly #copied = new Set<unknown>();
  readonly #leniency: Leniency;

  constructor(data: PlainMap, leniency: Leniency) {
    this.data = { ...data };
    this.#leniency = leniency;
  }

  /** Cut, fill or remove the value at a place; return whether that is allowed. */
  mend(path: Path, fault: Fault): boolean {
    const last = path.at(-1);
    if (last === undefined) {
      return this.#fill(fault);
    }
    if (this.#leniency.mayDrop !== undefined && !this.#leniency.mayDrop(path)) {
      return false;
    }
    const parent = this.#parent(path);
    const value = parent[last as keyof typeof parent] as unknown;
    if (fault.type === "too_long" && Array.isArray(value)) {
      parent[last as never] = value.slice(0, fault.most) as never;
    } else if (fault.type === "string_too_long" && DISPLAY_FIELDS.has(last)) {
      parent[last as never] = firstOf(String(value), fault.most ?? 0) as never;
    } else if (Array.isArray(parent)) {
      parent.splice(Number(last), 1);
    } else {
      delete parent[last];
    }
    return true;
  }

  #fill(fault: Fault): boolean {
    const name = String(fault.location[0] ?? "");
    const standIn = this.#leniency.standIns?.[name];
    if (fault.type !== "missing" || standIn === undefined) {
      return false;
    }
    this.data[name] = standIn;
    return true;
  }

  #parent(path: Path): Record<string, unknown> | unknown[] {
    let node: Record<string, unknown> | unknown[] = this.data;
    for (const part of path.slice(0, -1)) {
      const child = node[part as never] as unknown;
      const isOurs = this.#copied.has(child);
      const copy: Record<string, unknown> | unknown[] = isOurs
        ? (child as unknown[])
        : Array.isArray(child) ? [...child] : { ...(child as Record<string, unknown>) };
      this.#copied.add(copy);
      node[part as never] = copy as never;
      node = copy;
    }
    return node;
  }
}
