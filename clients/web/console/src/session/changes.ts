// Changes to the log, as values, so that a change can be previewed before it is recorded and undone later.
// They refer to actions by nonce: an id is a place in the log, which another device's action gets if an action
// is refused.

import type { LogEntry } from "@scrbrd/client/fold";
import { type Action, candidateEntry, actionByNonce, nonceOf } from "./entries.js";
import type { Fields, Recorder } from "./recorder.js";

/** A new version of an action, with all its fields. */
export interface Correction {
  readonly nonce: string;
  readonly fields: Fields;
}

export type Change =
  | { readonly kind: "append"; readonly inningsNumber: number; readonly fields: Fields }
  | { readonly kind: "appends"; readonly inningsNumber: number; readonly actions: readonly Fields[] }
  | ({ readonly kind: "correct" | "insert" } & Correction)
  | { readonly kind: "corrections"; readonly corrections: readonly Correction[] }
  | { readonly kind: "void" | "restore"; readonly nonces: readonly string[]; readonly isStep: boolean };

/** A recorded change: the actions that count since then, or no longer count. */
export interface Step {
  readonly did: "added" | "voided";
  readonly nonces: readonly string[];
}

/** Return the log with a change applied; the same log if it lacks the action that the change refers to. */
export function withChange(log: readonly LogEntry[], change: Change): readonly LogEntry[] {
  switch (change.kind) {
    case "append":
      return [...log, candidateEntry(log, change.inningsNumber, change.fields)];
    case "appends":
      return change.actions.reduce((before, fields) => withChange(before, { ...change, kind: "append", fields }), log);
    case "correct":
      return withReference(log, change, ({ id }) => ({ corrects: id }));
    case "corrections":
      return change.corrections.reduce((before, each) => withChange(before, { kind: "correct", ...each }), log);
    case "insert":
      return withReference(log, change, ({ id }) => ({ after: id }));
    case "void":
    case "restore":
      return log.map((entry) =>
        change.nonces.includes(nonceOf(entry)) ? { ...entry, isVoided: change.kind === "void" } : entry,
      );
  }
}

function withReference(
  log: readonly LogEntry[], { nonce, fields }: Correction, reference: (action: Action) => Fields,
): readonly LogEntry[] {
  const action = actionByNonce(log, nonce);
  return action ? [...log, candidateEntry(log, action.inningsNumber, fields, reference(action))] : log;
}

/** Record a change and return it as a step; null for a change that itself undoes or redoes a step. */
export function recordChange(recorder: Recorder, change: Change): Step | null {
  switch (change.kind) {
    case "append":
      return { did: "added", nonces: [recorder.append(change.inningsNumber, change.fields)] };
    case "appends":
      return { did: "added", nonces: change.actions.map((fields) => recorder.append(change.inningsNumber, fields)) };
    case "correct":
      return { did: "added", nonces: [recorder.correct(change.nonce, change.fields)] };
    case "corrections":
      return { did: "added", nonces: change.corrections.map(({ nonce, fields }) => recorder.correct(nonce, fields)) };
    case "insert":
      return { did: "added", nonces: [recorder.insertAfter(change.nonce, change.fields)] };
    case "void":
      recorder.undo(change.nonces, "");
      return change.isStep ? { did: "voided", nonces: change.nonces } : null;
    case "restore":
      recorder.redo(change.nonces);
      return null;
  }
}

/** Return a step with only those actions that the log still has as the step, or its undo, left them; refused
 * actions are dropped. */
export function stepInLog(log: readonly LogEntry[], step: Step, isUndone = false): Step {
  const isVoided = (step.did === "voided") !== isUndone;
  const nonces = step.nonces.filter((nonce) => actionByNonce(log, nonce)?.isVoided === isVoided);
  return { ...step, nonces };
}

/** Return the change that undoes a step. */
export function undoOf(step: Step): Change {
  const nonces = step.nonces.toReversed();
  return { kind: step.did === "added" ? "void" : "restore", nonces, isStep: false };
}

/** Return the change that redoes an undone step. */
export function redoOf(step: Step): Change {
  return { kind: step.did === "added" ? "restore" : "void", nonces: step.nonces, isStep: false };
}
