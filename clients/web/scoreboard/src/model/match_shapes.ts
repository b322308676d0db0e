// The shapes of the documents of a match page in addition to the ticker: the whole score, the feed, the archive.

import type { FeedDoc, ReplayDoc, ScoreDoc, SummaryDoc } from "./documents.ts";
import { all, count, flag, list, map, needed, number, place, reader, sign, text, within } from "./shape.ts";
import type { Shape } from "./shape.ts";

const MOST_PARTS = 100; // of a replay

const PLAYER = all(text, "playerId", "playerName");

const BATSMEN = list(map({
  ...PLAYER, ...all(needed(count), "runs", "ballsFaced"), ...all(count, "fours", "sixes", "strikeRate"), isOut: flag, isOnStrike: flag,
  dismissal: map(all(text, "type", "description")),
}));

const BOWLERS = list(map({
  ...PLAYER, ...all(needed(count), "overs", "ballsBowled", "runsConceded", "wickets"),
  ...all(count, "maidens", "economy", "dotBalls", "wides", "noBalls"),
}));

const FALLS = list(map({ ...all(count, "wicketNumber", "score"), over: place, ...all(text, "batsmanOutId", "batsmanOutName") }));

const INNINGS = map({
  inningsNumber: count, isSuperOver: flag, ...all(text, "battingTeamId", "battingTeam", "closed"),
  ...all(needed(count), "runs", "wickets", "overs", "balls"), target: count,
  batsmen: BATSMEN, bowlers: BOWLERS, fallOfWickets: FALLS,
  didNotBat: list(map(PLAYER)),
  extras: map(all(count, "wides", "noBalls", "byes", "legByes", "penalty", "total")),
  partnerships: list(map({ ...all(count, "wicketNumber", "runs", "balls", "runsA", "runsB"), ...all(text, "batsmanAId", "batsmanBId") })),
});

const SCORE = map({
  status: needed(text), ...all(text, "lastUpdated", "lastActionId", "resultText", "winnerId"),
  version: needed(count), ...all(count, "inningsNumber", "nextTarget"),
  toss: map(all(text, "winnerId", "winner", "decision")),
  dls: map(all(number, "par", "announcedPar")),
  currentOver: list(map({ actionId: text, display: sign })),
  lastBall: map(all(text, "actionId", "commentary", "timestamp")),
  partnership: map(all(count, "runs", "balls")),
  currentInnings: map({
    ...all(text, "battingTeamId", "battingTeam", "bowlingTeamId", "bowlingTeam", "strikerId", "nonStrikerId", "bowlerId", "bowlerName", "stoppage"),
    ...all(count, "target", "currentRunRate", "requiredRunRate", "ballsRemaining"), runsRequired: number, isFreeHit: flag,
    powerplay: map({ type: text, ...all(number, "toOver", "toBall") }),
  }),
  batsmen: BATSMEN, bowlers: BOWLERS, fallOfWickets: FALLS,
  ...all(INNINGS, "innings1", "innings2", "innings3", "innings4"), superOvers: list(INNINGS),
});

/** The data of events of every kind: fields with the same name have the same type in all of them. */
const DATA = map({
  ...all(text, "battingTeamId", "battingTeam", "strikerId", "strikerName", "nonStrikerId", "nonStrikerName", "bowlerId", "bowlerName",
    "shot", "milestone", "text", "change"),
  over: place, display: sign,
  ...all(count, "overNumber", "totalRuns", "runsOffBat", "boundary", "runs", "wickets", "overs", "inningsRuns", "inningsWickets", "wicketNumber"),
  ...all(flag, "isWicket", "isLegalDelivery"),
  extras: map(all(count, "wide", "noBall", "bye", "legBye", "penalty")),
  batters: list(map({ ...PLAYER, ...all(count, "runs", "ballsFaced") })),
  bowlers: list(map({ ...PLAYER, ...all(count, "overs", "maidens", "runsConceded", "wickets") })),
});

/** The kinds of events that pages read; others are ignored. */
const KINDS: readonly unknown[] = [
  "BALL_BOWLED", "WICKET_FALLEN", "OVER_COMPLETE", "INNINGS_COMPLETE", "MATCH_COMPLETE", "PLAYER_CHANGED", "MILESTONE_ACHIEVED",
];
const OTHER_EVENT = map({ type: needed(text) });
const KNOWN_EVENT = map({ type: text, data: needed(DATA) });
const DISPUTE_EVENT = map({ type: text, data: map({ blocks: flag }) });
const EVENT: Shape = (value, unread) => {
  const kind = (value as { type?: unknown } | null)?.type;
  if (kind === "SCORING_DISPUTE_RAISED") return DISPUTE_EVENT(value, unread);
  return (KINDS.includes(kind) ? KNOWN_EVENT : OTHER_EVENT)(value, unread);
};

const FEED = map({
  id: needed(text), ...all(count, "inningsNumber", "sequenceNumber"), revision: count, isRetracted: flag,
  ...all(text, "orderKey", "commentary"),
  events: list(EVENT),
  fact: map({ ...all(text, "type", "battingTeamId", "toTeamId"), runs: count }),
});

const LINE_BATTER = map({ ...PLAYER, ...all(count, "runs", "ballsFaced") });

const REPLAY = map({
  parts: within(MOST_PARTS),
  balls: list(map({
    ...all(text, "actionId", "commentary", "type"), display: sign, over: place,
    ...all(count, "inningsNumber", "inningsRuns", "inningsWickets", "totalRuns", "ballsRemaining"), runsRequired: number, isWicket: flag,
    striker: LINE_BATTER, nonStriker: LINE_BATTER,
    bowler: map({ ...PLAYER, overs: text, ...all(count, "maidens", "runsConceded", "wickets") }),
  })),
});

const SUMMARY = map({
  playerOfMatch: map({ awarded: list(map(PLAYER)), suggestion: map({ ...PLAYER, reasons: list(text) }) }),
});

export const scoreOf = reader<ScoreDoc>(SCORE);
export const replayOf = reader<ReplayDoc>(REPLAY);
export const summaryOf = reader<SummaryDoc>(SUMMARY);

const feedDocOf = reader<FeedDoc>(FEED);

/** Return the documents of the feed. The id of a document also gives its place in the log; documents without an id are
 * left out. */
export const feedDocsIn = (found: readonly unknown[]): FeedDoc[] => found.flatMap((each) => {
  const document = feedDocOf(each);
  if (document?.id === undefined) return [];
  const [, innings, sequence] = /^(\d{1,4})_(\d{1,6})$/.exec(document.id) ?? [];
  return [{ ...(innings && { inningsNumber: Number(innings), sequenceNumber: Number(sequence) }), ...document }];
});
