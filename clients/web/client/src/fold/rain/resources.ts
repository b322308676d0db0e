// Computes the resources that a side has left, by balls left and wickets lost, in tenths of a percent of a
// 50-over innings. The table counts overs of six balls; in other overs a ball counts as a ball.

import { WHOLE_OVERS } from "./standard_table.js";

const TABLE_OVER_BALLS = 6;
/** Balls of the longest innings in the table: 50 overs of six. */
export const MOST_BALLS = 300;
/** Wickets with which no resources are left. The table is made for sides of eleven. */
export const ALL_OUT = 10;

/** b of Z(u, w) = Z0(w)(1 - e^(-b(w)u)) by wickets lost, a least-squares fit to the table. */
const DECAY: readonly number[] = [
  0.02739, 0.03100, 0.03604, 0.04350, 0.05487, 0.07308, 0.10462, 0.16721, 0.30987, 0.76322,
];

/** Cells between whole overs that ICC's own examples print: 7.4 overs left, 6 down. */
const PRINTED_WITHIN_OVERS: Readonly<Record<string, number>> = { "46,6": 193 };

/** Thrown if there is no figure; the message says why, and what would have to be known. */
export class NotCalculated extends Error {}

/**
 * Return the resources with `balls` left and `wickets` lost, in tenths of a percent; 0 for a side all out.
 * Throws NotCalculated for more balls than the table has.
 */
export function resourcesLeft(balls: number, wickets: number): number {
  if (balls > MOST_BALLS) {
    throw new NotCalculated(
      `${balls} balls left are more than the ${MOST_BALLS} that the table has`,
    );
  }
  // The last rows stand for fewer balls than none: an innings beyond its limit of overs.
  const row = balls < 0 ? MOST_BALLS + 1 + balls : balls;
  return wickets >= ALL_OUT ? 0 : standardRow(row)[wickets] ?? 0;
}

const rows = new Map<number, readonly number[]>();

/** Return the cells for `balls` left, by wickets lost; none is larger than the one before. */
function standardRow(balls: number): readonly number[] {
  const known = rows.get(balls);
  if (known !== undefined) {
    return known;
  }
  let least = Infinity;
  const row = DECAY.map((_, wickets) => (least = Math.min(least, standardCell(balls, wickets))));
  rows.set(balls, row);
  return row;
}

/** Return one cell. Between whole overs it follows the fitted curve, rounded to a tenth of a percent. */
function standardCell(balls: number, wickets: number): number {
  const printed = PRINTED_WITHIN_OVERS[`${balls},${wickets}`];
  if (printed !== undefined) {
    return printed;
  }
  const [overs, more] = [Math.floor(balls / TABLE_OVER_BALLS), balls % TABLE_OVER_BALLS];
  const below = wholeOversLeft(overs, wickets);
  if (!more) {
    return below;
  }
  const above = wholeOversLeft(overs + 1, wickets);
  return below + Math.floor((above - below) * partOfOver(overs, more, wickets) + 0.5);
}

function wholeOversLeft(overs: number, wickets: number): number {
  return WHOLE_OVERS[WHOLE_OVERS.length - 1 - overs]?.[wickets] ?? 0;
}

/** Return the share of an over's resources in its last `balls`, with `overs` left after it. */
function partOfOver(overs: number, balls: number, wickets: number): number {
  const decay = DECAY[wickets] ?? 0;
  const [start, end] = [Math.exp(-decay * overs), Math.exp(-decay * (overs + 1))];
  return (start - Math.exp(-decay * (overs + balls / TABLE_OVER_BALLS))) / (start - end);
}
