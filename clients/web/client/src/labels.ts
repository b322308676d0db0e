// Labels of balls on a screen. Pure.

import { isNoWicket } from "./actions.js";
import type { Fields } from "./actions.js";

/** The fields of a ball that its label depends on. */
export interface LabelledBall {
  readonly runsOffBat?: number | undefined;
  readonly extras?: { readonly [kind: string]: number | undefined } | undefined;
  readonly wicket?: { readonly type: string } | null | undefined;
}

/** In order of precedence: a no-ball before the runs off it, penalty runs last. */
const SUFFIXES = [
  ["noBall", "nb"], ["wide", "wd"], ["bye", "b"], ["legBye", "lb"], ["penalty", "p"],
] as const;

/**
 * Return a delivery as the over shows it: `4`, `0`, `1wd`, `2nb`, `1lb`, `5p`, `W`, `1W`. The runs
 * are all runs of the ball, as in the labels of `live/score`.
 */
export function labelOf(ball: LabelledBall | Fields): string {
  const { runsOffBat = 0, extras = {}, wicket } = ball as LabelledBall;
  const runs = Object.values(extras).reduce((sum: number, each) => sum + (each ?? 0), runsOffBat);
  const suffix = SUFFIXES.find(([kind]) => extras[kind])?.[1] ?? "";
  if (!wicket || isNoWicket(wicket.type)) return `${runs}${suffix}`;
  return `${runs ? `${runs}${suffix}` : ""}W`;
}
