// Computes what an edit of the log would change, before it is made. Pure.

import type { Recordable } from "./actions.js";
import { board } from "./fold/index.js";
import type { Board, LogEntry, MatchSetup } from "./fold/index.js";

/** An edit of a log. `fields` are those of an action, as `append` takes them. */
export type Edit =
  | { readonly kind: "append"; readonly fields: Recordable }
  | { readonly kind: "append_after"; readonly id: string; readonly fields: Recordable }
  | { readonly kind: "correct"; readonly id: string; readonly fields: Recordable }
  | { readonly kind: "undo"; readonly id: string }
  | { readonly kind: "redo"; readonly id: string };

/** A figure with another value after the edit; undefined if it does not exist. */
export interface Change {
  /** Such as `innings[0].runs` or `innings[0].batters.home-1.fours`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface DryRun {
  readonly before: Board;
  readonly after: Board;
  /** Every figure of the match's state that differs, in the order of the state. */
  readonly changes: readonly Change[];
}

/** Fields of the state that are not figures: its size and its setup. */
const NO_FIGURES = ["weight", "setup"];

/** Return what an edit changes. Throws if it names an action that is not in the log. */
export function dryRun(
  setup: MatchSetup, log: readonly LogEntry[], inningsNumber: number, edit: Edit,
): DryRun {
  const before = board(log, setup);
  const after = board(logAfter(setup.matchId, log, inningsNumber, edit), setup);
  return { before, after, changes: changesOf(before.state, after.state) };
}

/** Return the log after an edit; an appended action stands at the end of its innings. */
export function logAfter(
  matchId: string, log: readonly LogEntry[], inningsNumber: number, edit: Edit,
): readonly LogEntry[] {
  if ("id" in edit && !log.some(({ id }) => id === edit.id)) {
    throw new Error(`no action ${edit.id} is in the log`);
  }
  if (edit.kind === "undo" || edit.kind === "redo") {
    const isVoided = edit.kind === "undo";
    return log.map((each) => (each.id === edit.id ? { ...each, isVoided } : each));
  }
  const ofInnings = log.filter((each) => each.inningsNumber === inningsNumber);
  const sequenceNumber = 1 + Math.max(0, ...ofInnings.map((each) => each.sequenceNumber as number));
  const id = `${inningsNumber}_${sequenceNumber}`;
  const field = edit.kind === "append" ? {} : { [FIELD_OF[edit.kind]]: edit.id };
  const entry = { ...edit.fields, id, matchId, inningsNumber, sequenceNumber, isVoided: false, ...field };
  const stamped = (each: LogEntry): LogEntry =>
    edit.kind === "correct" && each.id === edit.id ? { ...each, correctedBy: id } : each;
  return [...log.map(stamped), entry];
}

const FIELD_OF = { correct: "corrects", append_after: "after" } as const;

/** Return where two values differ, part by part. Texts, numbers and missing parts are compared whole. */
export function changesOf(before: unknown, after: unknown, path = ""): Change[] {
  const [one, other] = [partsOf(before), partsOf(after)];
  if (!one || !other) return Object.is(before, after) ? [] : [{ path, before, after }];
  const names = [...new Set([...one.keys(), ...other.keys()])].filter((name) => !NO_FIGURES.includes(name));
  const isList = Array.isArray(before);
  return names.flatMap((name) =>
    changesOf(one.get(name), other.get(name), isList ? `${path}[${name}]` : path ? `${path}.${name}` : name),
  );
}

/** Return the parts of a map, a list or a set by name; null for other values. */
function partsOf(value: unknown): Map<string, unknown> | null {
  if (value instanceof Map) return new Map([...value].map(([name, part]) => [String(name), part]));
  if (value instanceof Set) return new Map([...value].map((part) => [String(part), true]));
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : null;
}
