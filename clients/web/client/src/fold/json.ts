// Converts a state to plain JSON: sets as sorted lists, batters and bowlers as lists in order. With it,
// engines in any language can compare their results.

import type { Board } from "./board_types.js";
import type { MatchState } from "./state.js";
import { compareText } from "./text.js";

export type Json =
  | null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Maps whose values become lists in the order in which they were added. */
const IN_ORDER: ReadonlySet<string> = new Set(["batters", "bowlers"]);

/** Return a state as plain JSON. */
export function stateJson(state: MatchState): Json {
  return plainJson(state);
}

/** Return a board as plain JSON, without its state and innings, which `stateJson` gives. */
export function boardJson(board: Board): Json {
  const { state: _state, innings: _innings, ...rest } = board;
  return plainJson(rest);
}

function plainJson(value: unknown, name = ""): Json {
  if (value === null || typeof value !== "object") {
    return value as Json;
  }
  if (value instanceof Set) {
    return [...value as Set<string>].sort(compareText);
  }
  if (value instanceof Map) {
    return IN_ORDER.has(name)
      ? [...value.values()].map((each) => plainJson(each))
      : fieldsJson([...value as Map<string, unknown>]);
  }
  return Array.isArray(value)
    ? value.map((each) => plainJson(each))
    : fieldsJson(Object.entries(value));
}

function fieldsJson(entries: readonly [string, unknown][]): Json {
  return Object.fromEntries(entries.map(([name, value]) => [name, plainJson(value, name)]));
}
