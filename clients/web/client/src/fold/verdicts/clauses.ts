// Finds what an action's text names: a clause of the Laws (`5 runs, 41.5.3`), or a whole Law.

import { firstOf } from "../text.js";

const CLAUSE = /(?<![\p{Nd}.])\p{Nd}{1,2}(?:\.\p{Nd}{1,2}){1,4}(?![\p{Nd}.]*\p{Nd})/u;
const WHOLE_LAW = /(?<![\p{L}\p{N}_])Law \p{Nd}{1,2}(?![\p{Nd}.]*\p{Nd})/u;
const LONGEST_TEXT = 200;

/** The first clause that a text names; null for another value or none. */
export function namedClause(text: unknown): string | null {
  return typeof text === "string" ? CLAUSE.exec(firstOf(text, LONGEST_TEXT))?.[0] ?? null : null;
}

/** The first Law that a text names without a clause of it; null for another value or none. */
export function namedLaw(text: unknown): string | null {
  return typeof text === "string" ? WHOLE_LAW.exec(firstOf(text, LONGEST_TEXT))?.[0] ?? null : null;
}

/** Whether a clause is one of these or a part of one: 41.5.3 is of 41.5. */
export function isOf(clause: string, parents: readonly string[]): boolean {
  return parents.some((parent) => clause === parent || clause.startsWith(`${parent}.`));
}
