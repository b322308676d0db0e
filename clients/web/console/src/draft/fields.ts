// Converts a draft to the fields of a delivery (docs/log.md), and a delivery back to a draft for editing.

import { type DetailFields, detailFields, detailsOf } from "./details.js";
import { type Draft, type DraftWicket, EMPTY, type End, runsRunOf, type WicketType } from "./draft.js";

/** The fields of a delivery except its place and its players. */
export interface BallFields extends DetailFields {
  runsOffBat: number;
  extras: { wide?: number; noBall?: number; bye?: number; legBye?: number; penalty?: number };
  boundary?: boolean;
  runsRun?: number;
  notCounted?: boolean;
  wicket?: {
    type: string;
    dismissedPlayerId: string;
    fielderIds?: string[];
    substituteIds?: string[];
    end?: End;
    crossed?: boolean;
  };
}

/** The runs that the playing conditions add for a wide and for a no-ball. */
export interface Penalties {
  readonly wideRuns: number;
  readonly noBallRuns: number;
}

const BOUNDARIES = [4, 6];

/** Return the fields of a ball; parts that were not entered are left out. */
export function fieldsOf(draft: Draft, penalties: Penalties): BallFields {
  const run = runsRunOf(draft);
  const scored = run - draft.short + draft.overthrow;
  const isBat = draft.penaltyFor !== "wide" && draft.off === "bat";
  const fields: BallFields = {
    runsOffBat: isBat ? scored : 0,
    extras: extrasOf(draft, scored, penalties),
  };
  const isRun = draft.isAllRun || draft.short > 0 || draft.overthrow > 0;
  if (isBat && isRun && BOUNDARIES.includes(scored)) fields.boundary = false;
  if (scored !== run) fields.runsRun = run;
  if (draft.isNotCounted) fields.notCounted = true;
  if (draft.wicket) fields.wicket = wicketFields(draft.wicket);
  return { ...fields, ...detailFields(draft.details) };
}

function extrasOf(draft: Draft, scored: number, { wideRuns, noBallRuns }: Penalties) {
  const extras: BallFields["extras"] = draft.penalty ? { penalty: draft.penalty } : {};
  if (draft.penaltyFor === "wide") return { ...extras, wide: wideRuns + scored };
  if (draft.penaltyFor === "noBall") extras.noBall = noBallRuns;
  if (draft.off !== "bat" && scored > 0) extras[draft.off] = scored;
  return extras;
}

function wicketFields(wicket: DraftWicket): NonNullable<BallFields["wicket"]> {
  return {
    type: wicket.type,
    dismissedPlayerId: wicket.dismissedPlayerId,
    ...(wicket.fielderIds.length > 0 && { fielderIds: [...wicket.fielderIds] }),
    ...(wicket.substituteIds.length > 0 && { substituteIds: [...wicket.substituteIds] }),
    ...(wicket.end !== null && { end: wicket.end }),
    ...(wicket.crossed !== null && { crossed: wicket.crossed }),
  };
}

/** Return a recorded delivery as a draft that is held open for editing. */
export function draftOf(delivery: Readonly<Record<string, unknown>>, penalties: Penalties): Draft {
  const ball = delivery as unknown as Partial<BallFields>;
  const extras = ball.extras ?? {};
  const off = extras.bye ? "bye" : extras.legBye ? "legBye" : "bat";
  const scored = extras.wide
    ? extras.wide - penalties.wideRuns
    : off === "bat" ? (ball.runsOffBat ?? 0) : (extras[off] ?? 0);
  const run = isBoundary(ball) ? scored : (ball.runsRun ?? scored);
  return {
    ...EMPTY,
    runs: run,
    off,
    penaltyFor: extras.wide ? "wide" : extras.noBall ? "noBall" : null,
    isAllRun: ball.boundary === false && run === scored,
    overthrow: Math.max(0, scored - run),
    short: Math.max(0, run - scored),
    penalty: extras.penalty ?? 0,
    wicket: ball.wicket ? wicketOf(ball.wicket) : null,
    isNotCounted: ball.notCounted === true,
    details: detailsOf(delivery),
    isHeld: true,
  };
}

/** Return whether a ball reached the boundary off the bat. A draft then leaves out the runs that were run. */
export function isBoundary(ball: Partial<BallFields>): boolean {
  return BOUNDARIES.includes(ball.runsOffBat ?? 0) && ball.boundary !== false;
}

function wicketOf(wicket: NonNullable<BallFields["wicket"]>): DraftWicket {
  return {
    type: wicket.type as WicketType,
    dismissedPlayerId: wicket.dismissedPlayerId,
    fielderIds: wicket.fielderIds ?? [],
    substituteIds: wicket.substituteIds ?? [],
    end: wicket.end ?? null,
    crossed: wicket.crossed ?? null,
  };
}
