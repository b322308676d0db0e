// Makes a whole delivery from what a scorer records of a ball; the board provides the rest.

import type { Extras, Wicket } from "./actions.js";
import type { Board, DeliveryFields, NextBall } from "./board_types.js";
import { NOT_A_WICKET } from "./state.js";

/**
 * Return the fields of a delivery at the next place of a board: the place, the batters and the bowler by
 * the log, and what follows from the given fields. Throws Error if a player must be named first.
 */
export function ballAt(onBoard: Board, ball: NextBall): DeliveryFields {
  const { runs: runsOffBat = 0, extras = {}, wicket, ...others } = ball;
  const extraRuns = sumOf(extras);
  const fields: DeliveryFields = {
    type: "delivery",
    ...onBoard.nextPlace,
    ...peopleAt(onBoard, ball),
    runsOffBat,
    extras,
    totalRuns: runsOffBat + extraRuns,
    isLegalDelivery: !ball.notCounted && !extras.wide && !extras.noBall,
    isWicket: wicket !== undefined && isDismissal(wicket),
  };
  const statedFields = Object.entries(others).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(statedFields), ...fields, ...(wicket === undefined ? {} : { wicket }) };
}

function sumOf(extras: Partial<Extras>): number {
  return Object.values(extras).reduce((sum, more) => sum + (more ?? 0), 0);
}

function isDismissal(wicket: Pick<Wicket, "type">): boolean {
  return !NOT_A_WICKET.has(wicket.type);
}

type People = Pick<DeliveryFields, "strikerId" | "nonStrikerId" | "bowlerId">;

function peopleAt(onBoard: Board, ball: NextBall): People {
  const { needs, nextPlace } = onBoard;
  // Between innings the board has the last one, whose players do not begin the next.
  const innings = onBoard.innings?.number === nextPlace.inningsNumber ? onBoard.innings : null;
  const strikerId = ball.strikerId ?? innings?.strikerId;
  const isSwapped = innings !== null && strikerId === innings.nonStrikerId;
  const otherId = isSwapped ? innings.strikerId : innings?.nonStrikerId;
  const nonStrikerId = ball.nonStrikerId ?? otherId ?? "";
  const bowlerId = ball.bowlerId ?? (needs.includes("bowler") ? undefined : innings?.bowlerId);
  if (!strikerId || (!nonStrikerId && ball.nonStrikerId === undefined && needs.includes("batter"))) {
    throw new Error("a batter must be named: a place at the crease is free");
  }
  if (!bowlerId) {
    throw new Error("the bowler must be named");
  }
  return { strikerId, nonStrikerId, bowlerId };
}
