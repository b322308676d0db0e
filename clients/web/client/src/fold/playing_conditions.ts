// Defines named sets of playing conditions as data. A match's own `conditions` are another such set.

import type { PlayingConditions } from "./formats.js";
import { FORMATS, THE_LAWS } from "./formats.js";

/** A set of playing conditions: what the engine knows of it, and what it cannot express. */
export interface NamedConditions {
  readonly name: string;
  readonly title: string;
  readonly conditions: PlayingConditions;
  readonly source: string;
  /** Rules that no action or condition can express. */
  readonly notExpressed: readonly string[];
}

const FORMAT = "the format of the same name";

export const SETS: readonly NamedConditions[] = [
  {
    name: "icc-test",
    title: "ICC Test",
    conditions: { ...FORMATS.Test, followOnLead: 200 },
    source: `${FORMAT}; five days`,
    notExpressed: [
      "no runners", "the new ball", "the stop clock's warnings", "penalties for slow overs",
    ],
  },
  {
    name: "icc-odi",
    title: "ICC one-day international",
    conditions: FORMATS.ODI,
    source: FORMAT,
    notExpressed: [
      "no runners", "two minutes for the incoming batter", "the stop clock's warnings",
    ],
  },
  {
    name: "icc-t20i",
    title: "ICC Twenty20 international",
    conditions: FORMATS.T20,
    source: FORMAT,
    notExpressed: [
      "no runners", "90 seconds for the incoming batter", "the stop clock's warnings",
    ],
  },
  {
    name: "hundred",
    title: "The Hundred",
    conditions: FORMATS.Hundred,
    source: FORMAT,
    notExpressed: ["ten balls running as one spell of a bowler"],
  },
  {
    name: "junior-pairs",
    title: "Junior pairs, eight a side",
    conditions: {
      ...THE_LAWS,
      oversPerInnings: 16,
      playersPerSide: 8,
      noBallRuns: 2,
      wideRuns: 2,
      maxOversPerBowler: 3,
      lastManStands: true,
    },
    source: "club rules of several leagues, which differ: check the league's",
    notExpressed: [
      "an innings of 200 runs to begin with",
      "five runs taken away for each dismissal (four or six in some leagues)",
      "a batter who is out and bats on",
      "pairs that change after four overs",
      "wides and no-balls that are not bowled again",
    ],
  },
  {
    name: "last-man-stands",
    title: "Last Man Stands",
    conditions: {
      ...THE_LAWS,
      ballsPerOver: 5,
      oversPerInnings: 20,
      playersPerSide: 8,
      lastManStands: true,
    },
    source: "published rules: eight a side, twenty overs of five balls, eight wickets to bowl a side "
      + "out; whether a no-ball brings a free hit, and a bowler's overs, were not found",
    notExpressed: [
      "the last batter scores in twos only",
      "a six off the last ball of the innings as twelve",
      "two dismissals off one ball (a catch and a run out)",
      "two runs stolen by the non-striker at a catch",
      "retirement at 50",
    ],
  },
  {
    name: "indoor",
    title: "Indoor, eight a side",
    conditions: {
      ...THE_LAWS,
      oversPerInnings: 16,
      playersPerSide: 8,
      noBallRuns: 2,
      wideRuns: 2,
      maxOversPerBowler: 2,
      lastManStands: true,
    },
    source: "rules of several halls, which differ: check the hall's",
    notExpressed: [
      "runs taken away for each dismissal (three or five)",
      "a batter who is out and bats on",
      "pairs that change after four overs",
      "bonus runs for the nets: record what the ball scored as runs off the bat",
    ],
  },
];
