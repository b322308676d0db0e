// The data of the charts, in runs and overs; the drawing code knows no cricket. Super overs have no charts.

import type { Card } from "./cards.ts";
import type { Moment } from "./moments.ts";
import { placeOf } from "./numbers.ts";

export interface Point {
  readonly over: number;
  readonly runs: number;
}

export interface OverBar {
  readonly over: number; // 1-based
  readonly runs: number;
  readonly wickets: number;
}

export interface InningsChart {
  readonly number: number;
  readonly title: string;
  readonly side: number; // 0 or 1: selects the colour and the dashes
  readonly worm: readonly Point[];
  readonly falls: readonly Point[];
  readonly overs: readonly OverBar[];
  readonly rates: readonly Point[];
}

export interface Wheel {
  readonly number: number;
  readonly title: string;
  readonly segments: readonly { readonly segment: number; readonly runs: number; readonly strokes: number }[];
}

export interface TitledCard {
  readonly card: Card;
  readonly title: string;
}

/** Return a chart for each innings that has balls; `cards` give their titles and their order. */
export function chartsOf(moments: readonly Moment[], cards: readonly TitledCard[], ballsPerOver: number): InningsChart[] {
  const teams: (string | null)[] = [];
  return cards.filter(({ card }) => !card.isSuperOver).flatMap(({ card, title }) => {
    if (!teams.includes(card.teamId)) teams.push(card.teamId);
    const own = moments.filter((each) => each.innings === card.number);
    const hasBalls = own.some(({ isBall }) => isBall); // a forfeited innings has none
    return hasBalls ? [chartOf(own, card.number, title, teams.indexOf(card.teamId), ballsPerOver)] : [];
  });
}

function chartOf(
  moments: readonly Moment[], number: number, title: string, side: number, ballsPerOver: number,
): InningsChart {
  const worm: Point[] = [{ over: 0, runs: 0 }];
  const falls: Point[] = [];
  const bars = new Map<number, { runs: number; wickets: number; end: number }>();
  let before = 0;
  for (const each of moments) {
    const gained = each.runs - before;
    before = each.runs;
    if (!each.isBall) {
      addTo(bars, lastOver(bars), gained, 0, each.runs);
      continue;
    }
    const over = placeOf(each.over, ballsPerOver);
    const bar = Math.floor(Number(each.over.split(".")[0]));
    addTo(bars, bar, gained, each.isWicket ? 1 : 0, each.runs);
    worm.push({ over, runs: each.runs });
    if (each.isWicket) falls.push({ over, runs: each.runs });
  }
  const overs = [...bars].map(([over, bar]) => ({ over: over + 1, runs: bar.runs, wickets: bar.wickets }));
  return { number, title, side, worm: lastPoints(worm), falls, overs, rates: ratesOf(worm, ballsPerOver) };
}

type Bars = Map<number, { runs: number; wickets: number; end: number }>;

function addTo(bars: Bars, over: number, runs: number, wickets: number, end: number): void {
  const bar = bars.get(over) ?? { runs: 0, wickets: 0, end: 0 };
  bars.set(over, { runs: bar.runs + runs, wickets: bar.wickets + wickets, end });
}

function lastOver(bars: Bars): number {
  return [...bars.keys()].at(-1) ?? 0;
}

/** Return the last point at each over position: wides and no-balls do not move a worm to the right. */
function lastPoints(points: readonly Point[]): Point[] {
  return [...new Map(points.map((each) => [each.over, each])).values()];
}

/** Return the run rate at the end of each over and at the last ball, in runs per six balls. */
function ratesOf(worm: readonly Point[], ballsPerOver: number): Point[] {
  const points = lastPoints(worm).filter((each) => each.over > 0);
  const whole = points.filter((each, place) => Number.isInteger(each.over) || place === points.length - 1);
  return whole.map((each) => ({ over: each.over, runs: (each.runs * 6) / (each.over * ballsPerOver) }));
}

/** Return a wagon wheel for each innings with noted strokes: the runs through each of the eight segments. */
export function wheelsOf(moments: readonly Moment[], cards: readonly TitledCard[]): Wheel[] {
  return cards.map(({ card, title }) => {
    const strokes = moments.filter((each) => each.innings === card.number && each.stroke !== null);
    const segments = [1, 2, 3, 4, 5, 6, 7, 8].map((segment) => {
      const through = strokes.filter((each) => each.stroke?.segment === segment);
      return { segment, strokes: through.length, runs: through.reduce((sum, each) => sum + (each.stroke?.runs ?? 0), 0) };
    });
    return { number: card.number, title, segments };
  }).filter((each) => each.segments.some(({ strokes }) => strokes > 0));
}
