// The problems that the functions find in a match, joined to the balls that they concern. Pure.

import { isolateNames } from "./apart.js";
import { ballOf } from "./balls.js";
import type { Ball } from "./balls.js";
import type { HealthDocument, ProblemDocument, ActionFields } from "./documents.js";

const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface ProblemRow {
  readonly key: string;
  readonly actionId: string;
  readonly inningsNumber: number | null;
  readonly severity: Severity;
  readonly code: string;
  /** The field of the action that is wrong, if the problem concerns one. */
  readonly field: string | null;
  readonly message: string;
  readonly law: string | null;
  /** The action; null until it is read, or if it no longer exists. */
  readonly ball: Ball | null;
}

export interface HealthView {
  readonly problems: readonly ProblemRow[];
  /** The number of problems that the document does not list. */
  readonly more: number;
  readonly differences: readonly { readonly message: string; readonly law: string | null }[];
  readonly failure: string | null;
  readonly isWell: boolean;
}

/** Return the health of a match; `actions` are those read so far, by id. */
export function healthView(
  health: HealthDocument | null, actions: ReadonlyMap<string, ActionFields>, labels: ReadonlyMap<string, string> = new Map(),
): HealthView {
  const problems = (health?.problems ?? []).map((each, place) => rowOf(each, place, actions, labels.get(each.actionId)));
  const differences = (health?.scoreDifferences ?? []).map(({ message, law }) => ({ message: isolateNames(message ?? ""), law: law ?? null }));
  const failure = health?.failed ? isolateNames([health.failed.what, health.failed.error].filter(Boolean).join(": ")) : null;
  return {
    problems: problems.sort((one, other) => rankOf(one) - rankOf(other)),
    more: Math.max(0, (health?.problemCount ?? 0) - problems.length),
    differences,
    failure,
    isWell: !problems.length && !differences.length && failure === null,
  };
}

function rowOf(
  problem: ProblemDocument, place: number, actions: ReadonlyMap<string, ActionFields>, label: string | undefined,
): ProblemRow {
  const action = actions.get(problem.actionId);
  const innings = /^(\d+)_\d+$/.exec(problem.actionId)?.[1];
  return {
    key: `${problem.actionId} ${problem.code} ${place}`,
    actionId: problem.actionId,
    inningsNumber: innings === undefined ? null : Number(innings),
    severity: SEVERITIES.find((each) => each === problem.severity) ?? "info",
    code: problem.code,
    field: problem.field ?? fieldIn(problem.message),
    message: isolateNames(problem.message ?? ""),
    law: problem.law ?? null,
    ball: action ? { ...ballOf(action), ...(label !== undefined && { place: label }) } : null,
  };
}

// A message such as "runsOffBat: ..." begins with the name of the field.
const fieldIn = (message: string): string | null =>
  /^([a-z]+[A-Za-z]*(?:\.[A-Za-z]+)*): /.exec(message)?.[1] ?? null;

const rankOf = ({ severity }: ProblemRow): number => SEVERITIES.indexOf(severity);

/** Return the ids of the actions that have problems, each once, at most `most`. */
export function actionsToRead(health: HealthDocument | null, most = 50): string[] {
  const ids = (health?.problems ?? []).map(({ actionId }) => actionId).filter(Boolean);
  return [...new Set(ids)].slice(0, most);
}
