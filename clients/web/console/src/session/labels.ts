// The labels of balls, as in commentary: `12.4` is the 0-based over and the number of the legal ball in it. A wide
// or no-ball has the label of the legal ball that follows it.

import type { Board } from "@scrbrd/client/fold";
import type { Action } from "./entries.js";
import type { Fields } from "./recorder.js";

export class Labels {
  readonly #balls: readonly Action[];
  readonly #names = new Map<string, string>();

  /** `balls` are the deliveries that count, in the order of play. */
  constructor(balls: readonly Action[]) {
    this.#balls = balls;
    const legal = new Map<string, number>();
    for (const { id, inningsNumber, fields } of balls) {
      const over = `${inningsNumber} ${fields["overNumber"]}`;
      const before = legal.get(over) ?? 0;
      this.#names.set(id, nameOf(fields, before));
      if (isLegal(fields)) legal.set(over, before + 1);
    }
  }

  /** Return the label of a delivery that counts; "" for any other action. */
  of(id: string): string {
    return this.#names.get(id) ?? "";
  }

  /** Return the label of a ball that is not in the log, by its place among the balls of its over. */
  ofUnrecorded(ball: Fields, inningsNumber: number): string {
    const before = this.#balls.filter((each) =>
      each.inningsNumber === inningsNumber && each.fields["overNumber"] === ball["overNumber"]
      && Number(each.fields["ballInOver"]) < Number(ball["ballInOver"]) && isLegal(each.fields));
    return nameOf(ball, before.length);
  }
}

/** Return the label that the next ball will have. */
export function nextLabel({ innings, nextPlace }: Board): string {
  const before = nextPlace.ballInOver === 1 ? 0 : (innings?.over.legalBalls ?? 0);
  return `${nextPlace.overNumber}.${before + 1}`;
}

const nameOf = (ball: Fields, before: number): string => `${Number(ball["overNumber"])}.${before + 1}`;

function isLegal(ball: Fields): boolean {
  const extras = (ball["extras"] ?? {}) as Record<string, number>;
  return !extras["wide"] && !extras["noBall"] && ball["notCounted"] !== true;
}
