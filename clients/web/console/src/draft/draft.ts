// The ball being entered: its parts come in any order, and one of them commits it.
// Pure; knows neither the score nor the page.

import { type Details, NO_DETAILS } from "./details.js";

export type WicketType =
  | "bowled" | "caught" | "lbw" | "run_out" | "stumped" | "hit_wicket"
  | "obstructing_field" | "hit_ball_twice" | "retired_hurt" | "retired_out";

export type End = "striker" | "bowler";

/** A dismissal: `end` is where the wicket was put down, `crossed` whether the batters had crossed. */
export interface DraftWicket {
  readonly type: WicketType;
  readonly dismissedPlayerId: string;
  readonly fielderIds: readonly string[];
  readonly substituteIds: readonly string[];
  readonly end: End | null;
  readonly crossed: boolean | null;
}

/**
 * The parts of a ball entered so far. `runs` were run, or are the boundary; `short` of them do not count
 * (Law 18.3). `overthrow` is the runs of a boundary that followed them (Law 19.8). `penalty` is the runs
 * awarded on this ball, as when it hits a helmet (Law 28.3).
 */
export interface Draft {
  readonly runs: number | null;
  readonly off: "bat" | "bye" | "legBye";
  readonly penaltyFor: "wide" | "noBall" | null;
  readonly isAllRun: boolean;
  readonly overthrow: number;
  readonly short: number;
  readonly penalty: number;
  readonly wicket: DraftWicket | null;
  readonly isNotCounted: boolean;
  readonly details: Details;
  readonly isHeld: boolean;
}

export type Part =
  | { readonly part: "runs"; readonly runs: number }
  | { readonly part: "wide" | "noBall" | "bye" | "legBye" }
  | { readonly part: "allRun" | "overthrow" | "short" | "penalty" | "notCounted" | "hold" | "clear" }
  | { readonly part: "details"; readonly details: Details }
  | { readonly part: "wicket"; readonly wicket: DraftWicket | null };

export const EMPTY: Draft = {
  runs: null,
  off: "bat",
  penaltyFor: null,
  isAllRun: false,
  overthrow: 0,
  short: 0,
  penalty: 0,
  wicket: null,
  isNotCounted: false,
  details: NO_DETAILS,
  isHeld: false,
};

/** The runs of a boundary overthrow (Law 19.8). */
const BOUNDARY = 4;
/** The runs of every penalty award (Law 41.17). */
const PENALTY_RUNS = 5;

/** Return the draft with one more part. Entering the same part again removes it. */
export function enter(draft: Draft, part: Part): Draft {
  switch (part.part) {
    case "runs":
      return { ...draft, runs: part.runs, short: Math.min(draft.short, part.runs) };
    case "wide": // byes run off a wide are wides (Law 22.6)
      return { ...withPenalty(draft, "wide"), off: "bat" };
    case "noBall":
      return withPenalty(draft, "noBall");
    case "bye":
    case "legBye":
      return withOff(draft, part.part);
    case "allRun":
      return { ...draft, isAllRun: !draft.isAllRun };
    case "overthrow":
      return { ...draft, overthrow: draft.overthrow ? 0 : BOUNDARY };
    case "short":
      return { ...draft, short: (draft.short + 1) % ((draft.runs ?? 1) + 1) };
    case "penalty":
      return { ...draft, penalty: draft.penalty ? 0 : PENALTY_RUNS };
    case "details":
      return { ...draft, details: part.details };
    case "notCounted":
      return { ...draft, isNotCounted: !draft.isNotCounted };
    case "hold":
      return { ...draft, isHeld: !draft.isHeld };
    case "wicket":
      return { ...draft, wicket: part.wicket };
    case "clear":
      return EMPTY;
  }
}

function withPenalty(draft: Draft, kind: "wide" | "noBall"): Draft {
  return { ...draft, penaltyFor: draft.penaltyFor === kind ? null : kind };
}

function withOff(draft: Draft, kind: "bye" | "legBye"): Draft {
  const penaltyFor = draft.penaltyFor === "wide" ? null : draft.penaltyFor;
  return { ...draft, off: draft.off === kind ? "bat" : kind, penaltyFor };
}

/** Return the runs that were run, or the boundary; if none are entered, the short runs. */
export const runsRunOf = ({ runs, short }: Pick<Draft, "runs" | "short">): number => runs ?? short;

/**
 * Return whether a part completes the ball. Runs do, unless the ball is held open or has a wicket, so
 * that a dot, a single or a four takes one tap.
 */
export function commits(draft: Draft, part: Part): boolean {
  return part.part === "runs" && !draft.isHeld && draft.wicket === null && draft.overthrow === 0;
}

/** Return whether nothing has been entered yet. */
export function isEmpty(draft: Draft): boolean {
  return Object.entries(EMPTY).every(([name, value]) => draft[name as keyof Draft] === value);
}
