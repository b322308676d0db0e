// What the functions find odd in a match, joined to the balls that it is about. Pure.

import { namesApart } from "./apart.js";
import { ballOf } from "./balls.js";
import type { Ball } from "./balls.js";
import type { HealthDocument, ProblemDocument, Said } from "./documents.js";

const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface ProblemRow {
  readonly key: string;
  readonly actionId: string;
  readonly inningsNumber: number | null;
  readonly severity: Severity;
  readonly code: string;
  /** The field of the action that is wrong, where the problem is of one. */
  readonly field: string | null;
  readonly message: string;
  readonly law: string | null;
  /** What the action says; null while it is not read, or is no more. */
  readonly ball: Ball | null;
}

export interface HealthView {
  readonly problems: readonly ProblemRow[];
  /** Problems that the document does not hold. */
  readonly more: number;
  readonly differences: readonly { readonly message: string; readonly law: string | null }[];
  readonly failure: string | null;
  readonly isWell: boolean;
}

/** Return the health of a match; `actions` are those read so far, by their ids. */
export function healthView(
  health: HealthDocument | null, actions: ReadonlyMap<string, Said>, labels: ReadonlyMap<string, string> = new Map(),
): HealthView {
  const problems = (health?.problems ?? []).map((each, place) => rowOf(each, place, actions, labels.get(each.actionId)));
  const differences = (health?.scoreDifferences ?? []).map(({ message, law }) => ({ message: namesApart(message ?? ""), law: law ?? null }));
  const failure = health?.failed ? namesApart([health.failed.what, health.failed.error].filter(Boolean).join(": ")) : null;
  return {
    problems: problems.sort((one, other) => rankOf(one) - rankOf(other)),
    more: Math.max(0, (health?.problemCount ?? 0) - problems.length),
    differences,
    failure,
    isWell: !problems.length && !differences.length && failure === null,
  };
}

function rowOf(
  problem: ProblemDocument, place: number, actions: ReadonlyMap<string, Said>, label: string | undefined,
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
    message: namesApart(problem.message ?? ""),
    law: problem.law ?? null,
    ball: action ? { ...ballOf(action), ...(label !== undefined && { place: label }) } : null,
  };
}

// "runsOffBat: ..." and the like: a message that begins with a field names it.
const fieldIn = (message: string): string | null =>
  /^([a-z]+[A-Za-z]*(?:\.[A-Za-z]+)*): /.exec(message)?.[1] ?? null;

const rankOf = ({ severity }: ProblemRow): number => SEVERITIES.indexOf(severity);

/** Return the actions that problems are about, each once, at most so many. */
export function actionsToRead(health: HealthDocument | null, most = 50): string[] {
  const ids = (health?.problems ?? []).map(({ actionId }) => actionId).filter(Boolean);
  return [...new Set(ids)].slice(0, most);
}
