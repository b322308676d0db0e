// Finds the clause of the Laws that an action's text names: `5 runs, 41.5.3`.

import { firstOf } from "../text.js";

const CLAUSE = /(?<![\p{Nd}.])\p{Nd}{1,2}(?:\.\p{Nd}{1,2}){1,4}(?![\p{Nd}.]*\p{Nd})/u;
const LONGEST_TEXT = 200;

/** The first clause that a text names; null for another value or none. */
export function namedClause(text: unknown): string | null {
  return typeof text === "string" ? CLAUSE.exec(firstOf(text, LONGEST_TEXT))?.[0] ?? null : null;
}

/** Whether a clause is one of these or a part of one: 41.5.3 is of 41.5. */
export function isOf(clause: string, parents: readonly string[]): boolean {
  return parents.some((parent) => clause === parent || clause.startsWith(`${parent}.`));
}
