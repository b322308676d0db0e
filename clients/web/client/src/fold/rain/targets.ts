// Computes targets and pars by the Standard Edition of Duckworth-Lewis. Resources are in tenths of a
// percent; every figure is rounded down once, at its end. Source: ICC, "Duckworth-Lewis methodology".

import { NotCalculated } from "./resources.js";

const G50_MISSING =
  "G50 is not set, and the side batting second has more resources than the first: without the "
  + "average total of 50 overs there is no target. It is a playing condition (245 and 200 are in "
  + "use, by level of play); set g50";

/**
 * What the target of a second innings depends on. `penalty` are runs awarded to the fielding side during
 * it.
 */
export interface Chase {
  readonly runs: number;
  readonly firstResources: number;
  readonly resources: number;
  readonly g50: number | null;
  readonly penalty: number;
}

/** Return the runs that win. Throws NotCalculated if a figure is missing. */
export function targetOf(chase: Chase): number {
  return levelAt(chase, chase.resources) + 1;
}

/** Return the score that ties if play ends with the resources `left` unused. */
export function parOf(chase: Chase, left: number): number {
  return levelAt(chase, chase.resources - left);
}

/** Return the score that ties after the resources `used`, rounded down. */
function levelAt(chase: Chase, used: number): number {
  return levelScore(chase.runs, chase.firstResources, used, chase.g50) + chase.penalty;
}

/** Return the score of a side with `second` resources that equals `runs` made with `first`. */
function levelScore(runs: number, first: number, second: number, g50: number | null): number {
  if (first <= 0) {
    throw new NotCalculated(
      "the side batting first had no resources: no ball was bowled to it",
    );
  }
  if (second <= first) {
    return Math.floor((runs * second) / first);
  }
  if (g50 === null) {
    throw new NotCalculated(G50_MISSING);
  }
  return runs + Math.floor(((second - first) * g50) / 1_000);
}
