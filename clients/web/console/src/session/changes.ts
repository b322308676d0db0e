// What can be done to the log, as values: so that a change can be tried before it is made, and
// taken back after. Actions are named by their nonces: an id is a place, and where an action is
// refused another device's has it.

import type { LogEntry } from "@scrbrd/client/fold";
import { type Action, candidate, named, nonceOf } from "./entries.js";
import type { Fields, Recorder } from "./recorder.js";

/** Another version of an action: the whole of its fields. */
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

/** What was done: which actions count since, or do not. */
export interface Step {
  readonly did: "added" | "voided";
  readonly nonces: readonly string[];
}

/** The log as it would be; the same where it does not have what the change is about. */
export function tried(log: readonly LogEntry[], change: Change): readonly LogEntry[] {
  switch (change.kind) {
    case "append":
      return [...log, candidate(log, change.inningsNumber, change.fields)];
    case "appends":
      return change.actions.reduce((before, fields) => tried(before, { ...change, kind: "append", fields }), log);
    case "correct":
      return about(log, change, ({ id }) => ({ corrects: id }));
    case "corrections":
      return change.corrections.reduce((before, each) => tried(before, { kind: "correct", ...each }), log);
    case "insert":
      return about(log, change, ({ id }) => ({ after: id }));
    case "void":
    case "restore":
      return log.map((entry) =>
        change.nonces.includes(nonceOf(entry)) ? { ...entry, isVoided: change.kind === "void" } : entry,
      );
  }
}

function about(
  log: readonly LogEntry[], { nonce, fields }: Correction, reference: (action: Action) => Fields,
): readonly LogEntry[] {
  const action = named(log, nonce);
  return action ? [...log, candidate(log, action.inningsNumber, fields, reference(action))] : log;
}

/** Make a change; the step that was done, null for one that was itself taking a step back. */
export function make(recorder: Recorder, change: Change): Step | null {
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

/** What a log still has of a step that was done, or of one that was taken back: without what was refused. */
export function standing(log: readonly LogEntry[], step: Step, isTakenBack = false): Step {
  const isVoided = (step.did === "voided") !== isTakenBack;
  const nonces = step.nonces.filter((nonce) => named(log, nonce)?.isVoided === isVoided);
  return { ...step, nonces };
}

/** What takes a step back. */
export function backwards(step: Step): Change {
  const nonces = step.nonces.toReversed();
  return { kind: step.did === "added" ? "void" : "restore", nonces, isStep: false };
}

/** What does a step again that was taken back. */
export function again(step: Step): Change {
  return { kind: step.did === "added" ? "restore" : "void", nonces: step.nonces, isStep: false };
}
