// What can be done to the log, as values: so that a change can be tried before it is made, and
// taken back after.

import type { LogEntry } from "@scrbrd/client/fold";
import { candidate } from "./entries.js";
import type { Fields, Recorder } from "./recorder.js";

/** Another version of an action: the whole of its fields. */
export interface Correction {
  readonly id: string;
  readonly fields: Fields;
}

export type Change =
  | { readonly kind: "append"; readonly inningsNumber: number; readonly fields: Fields }
  | ({ readonly kind: "correct" | "insert" } & Correction)
  | { readonly kind: "corrections"; readonly corrections: readonly Correction[] }
  | { readonly kind: "void" | "restore"; readonly ids: readonly string[]; readonly isStep: boolean };

/** What was done: which actions count since, or do not. */
export interface Step {
  readonly did: "added" | "voided";
  readonly ids: readonly string[];
}

const inningsOf = (id: string) => Number(id.split("_")[0]);

/** The log as it would be. */
export function tried(log: readonly LogEntry[], change: Change): readonly LogEntry[] {
  switch (change.kind) {
    case "append":
      return [...log, candidate(log, change.inningsNumber, change.fields)];
    case "correct":
      return [...log, candidate(log, inningsOf(change.id), change.fields, { corrects: change.id })];
    case "corrections":
      return change.corrections.reduce((before, each) => tried(before, { kind: "correct", ...each }), log);
    case "insert":
      return [...log, candidate(log, inningsOf(change.id), change.fields, { after: change.id })];
    case "void":
    case "restore":
      return log.map((entry) =>
        change.ids.includes(entry.id) ? { ...entry, isVoided: change.kind === "void" } : entry,
      );
  }
}

/** Make a change; the step that was done, null for one that was itself taking a step back. */
export function make(recorder: Recorder, change: Change): Step | null {
  switch (change.kind) {
    case "append":
      return { did: "added", ids: [recorder.append(change.inningsNumber, change.fields)] };
    case "correct":
      return { did: "added", ids: [recorder.correct(change.id, change.fields)] };
    case "corrections":
      return { did: "added", ids: change.corrections.map(({ id, fields }) => recorder.correct(id, fields)) };
    case "insert":
      return { did: "added", ids: [recorder.insertAfter(change.id, change.fields)] };
    case "void":
      change.ids.forEach((id) => recorder.undo(id, ""));
      return change.isStep ? { did: "voided", ids: change.ids } : null;
    case "restore":
      change.ids.forEach((id) => recorder.redo(id));
      return null;
  }
}

/** What takes a step back. */
export function backwards(step: Step): Change {
  const ids = step.ids.toReversed();
  return { kind: step.did === "added" ? "void" : "restore", ids, isStep: false };
}

/** What does a step again that was taken back. */
export function again(step: Step): Change {
  return { kind: step.did === "added" ? "restore" : "void", ids: step.ids, isStep: false };
}
