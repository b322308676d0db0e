// Finds what the text of an action cites: a clause of the Laws (`5 runs, 41.5.3`), or a whole Law.

import { firstOf } from "../text.js";

/** Matches a clause of one of the 42 Laws; no other number in a text is one: `87.5 mph`. */
const CLAUSE =
  /(?<![\p{Nd}.])(?:[1-9]|[1-3]\p{Nd}|4[0-2])(?:\.\p{Nd}{1,2}){1,4}(?![\p{Nd}.]*\p{Nd})/u;
const WHOLE_LAW = /(?<![\p{L}\p{N}_])Law \p{Nd}{1,2}(?![\p{Nd}.]*\p{Nd})/u;
const LONGEST_TEXT = 200;

/** Return the first clause that a text cites; null if there is none, or for another value. */
export function namedClause(text: unknown): string | null {
  return typeof text === "string" ? CLAUSE.exec(firstOf(text, LONGEST_TEXT))?.[0] ?? null : null;
}

/** Return the first Law that a text cites without a clause; null if there is none, or for another value. */
export function namedLaw(text: unknown): string | null {
  return typeof text === "string" ? WHOLE_LAW.exec(firstOf(text, LONGEST_TEXT))?.[0] ?? null : null;
}

/** Return whether a clause is one of `parents` or a part of one: 41.5.3 belongs to 41.5. */
export function isPartOf(clause: string, parents: readonly string[]): boolean {
  return parents.some((parent) => clause === parent || clause.startsWith(`${parent}.`));
}
