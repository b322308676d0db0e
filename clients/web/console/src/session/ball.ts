// Builds the next ball for the log: a draft, with the place and the players from the board.

import { ballAt, type Board } from "@scrbrd/client/fold";
import { uneditableDetails } from "../draft/details.js";
import type { Draft } from "../draft/draft.js";
import { fieldsOf, isBoundary, type Penalties } from "../draft/fields.js";
import { ownFields } from "./entries.js";
import type { Fields } from "./recorder.js";

/** The scorer's choices for the next ball in addition to the draft. */
export interface BallChoices {
  readonly bowlerId: string | null;
  readonly isSwapped: boolean;
  /** The umpire lets an over continue that had seemed complete (Law 17.5). */
  readonly overContinues: boolean;
  /** The batter at the crease bats on alone, although a retired batter might come back. */
  readonly isAlone: boolean;
}

export interface People {
  readonly strikerId: string;
  readonly nonStrikerId: string;
  readonly bowlerId: string;
}

/** Return whether a ball has a striker and a bowler, which the log requires; the non-striker may be missing. */
export const hasPeople = ({ strikerId, bowlerId }: People): boolean => strikerId !== "" && bowlerId !== "";

export function penaltiesOf(board: Board): Penalties {
  return board.state.setup.conditions;
}

/** Return the striker, the non-striker and the bowler of the next ball; "" for a place that is empty. */
export function peopleOf(board: Board, choices: BallChoices): People {
  const innings = board.innings;
  const [striker, other] = [innings?.strikerId ?? "", innings?.nonStrikerId ?? ""];
  const { isAlone, isSwapped, overContinues } = choices;
  const pair = isAlone ? [striker || other, ""] as const : [striker, other] as const;
  const isReversed = !isAlone && isSwapped !== (overContinues && innings?.over.changesEnds === true);
  const bowlerId = overContinues ? innings?.bowlerId : (choices.bowlerId ?? innings?.bowlerId);
  return {
    strikerId: pair[isReversed ? 1 : 0],
    nonStrikerId: pair[isReversed ? 0 : 1],
    bowlerId: bowlerId ?? "",
  };
}

/** Return the whole delivery of a draft at the next place of the log. */
export function deliveryOf(board: Board, choices: BallChoices, draft: Draft): Fields {
  const { runsOffBat, ...ball } = fieldsOf(draft, penaltiesOf(board));
  const fields = ballAt(board, { runs: runsOffBat, ...ball, ...peopleOf(board, choices) } as never);
  const { inningsNumber: _, ...delivery } = { ...fields, ...placeInLongOver(board, choices) };
  return delivery;
}

// The umpire lets an over continue that had seemed complete (Law 17.5).
function placeInLongOver(board: Board, choices: BallChoices): Fields {
  const over = board.innings?.over;
  if (!choices.overContinues || !over) return {};
  return {
    overNumber: over.number,
    ballInOver: over.deliveries + 1,
    overBalls: over.legalBalls + 1,
  };
}

/** Return a recorded delivery with another draft and other players; fields that neither sets are kept. */
export function correctedDelivery(delivery: Fields, draft: Draft, people: People, penalties: Penalties): Fields {
  const old = ownFields(delivery);
  const ball = fieldsOf(draft, penalties);
  const wicket = ball.wicket && withAssists(ball.wicket, old["wicket"] as Fields | undefined);
  const place = { overNumber: old["overNumber"], ballInOver: old["ballInOver"] };
  return withTotals({ ...place, ...people, ...mergedFields(old, ball), ...(wicket && { wicket }) });
}

function mergedFields(old: Fields, ball: ReturnType<typeof fieldsOf>): Fields {
  const details = uneditableDetails(old);
  const shotData = { ...details.shotData, ...ball.shotData };
  const isSameBoundary = isBoundary(old) && isBoundary(ball) && old["runsOffBat"] === ball.runsOffBat;
  return {
    ...(old["overBalls"] !== undefined && { overBalls: old["overBalls"] }),
    ...(isSameBoundary && pick(old, ["runsRun", "boundary"])),
    ...details,
    ...ball,
    ...(Object.keys(shotData).length > 0 && { shotData }),
  };
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

function withAssists(wicket: Fields, old: Fields | undefined): Fields {
  const assists = old?.["assistFielderIds"];
  return { ...wicket, ...(assists !== undefined && { assistFielderIds: assists }) };
}

const NO_WICKETS = ["retired_hurt", "retired_not_out"];

/** Return a delivery's fields with those that are computed from others; the security rules check them. */
export function withTotals(ball: Fields): Fields {
  const extras = (ball["extras"] ?? {}) as Record<string, number>;
  const runs = Number(ball["runsOffBat"] ?? 0);
  const wicket = ball["wicket"] as { type: string } | undefined;
  return {
    ...ball,
    type: "delivery",
    totalRuns: Object.values(extras).reduce((sum, more) => sum + more, runs),
    isLegalDelivery: !ball["notCounted"] && !extras["wide"] && !extras["noBall"],
    isWicket: wicket !== undefined && !NO_WICKETS.includes(wicket.type),
  };
}
