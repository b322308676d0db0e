// Proposes the next innings: who bats, whether it is a super over, whether the follow-on may be enforced.

import { type Board, isOut, superOvers } from "@scrbrd/client/fold";
import type { Change } from "./changes.js";
import type { Fields, View } from "./recorder.js";

export interface NextInnings {
  readonly number: number;
  readonly battingTeamId: string;
  readonly bowlingTeamId: string;
  readonly isSuperOver: boolean;
  /** The lead by which the follow-on may be enforced; null where it may not. */
  readonly followOnLead: number | null;
}

/** Return the next innings according to the toss and the playing conditions. */
export function nextInnings(view: View, board: Board): NextInnings {
  const { homeTeamId, awayTeamId, toss } = view.match;
  const other = (team: string) => (team === homeTeamId ? awayTeamId : homeTeamId);
  const played = board.state.innings;
  const last = played.at(-1);
  const main = played.filter((each) => !each.isSuperOver);
  const isSuperOver = main.length >= board.state.setup.conditions.inningsPerSide * 2;
  const first = toss ? (toss.decision === "bat" ? toss.winnerTeamId : other(toss.winnerTeamId)) : homeTeamId;
  // The side that batted last in the tie bats first in the super over that follows.
  const isFresh = isSuperOver && (played.length - main.length) % 2 === 0;
  const batting = !last ? first : isFresh ? (last.battingTeamId ?? first) : (last.bowlingTeamId ?? first);
  return {
    number: played.length + 1,
    battingTeamId: batting,
    bowlingTeamId: other(batting),
    isSuperOver,
    followOnLead: followOn(board),
  };
}

/** The scorer's input for the start of an innings; "" for fields that are not given. */
export interface StartInput {
  readonly battingTeamId: string;
  readonly bowlingTeamId: string;
  readonly strikerId: string;
  readonly nonStrikerId: string;
  readonly bowlerId: string;
  readonly isSuperOver: boolean;
  /** As typed: the overs if reduced, and the target if revised; a super over has neither. */
  readonly overs: string;
  readonly target: string;
}

/** Return whether a super over may follow: after a tie that is not recorded as the result or decided by a super over. */
export const maySuperOver = ({ result, state }: Board): boolean =>
  result?.outcome === "tie" && result.winnerTeamId === null && state.recordedResult === null;

/** Return the players excluded from a side's next super over: those who were out in one of its earlier super overs
 * may not bat, and the bowler of the last one may not bowl. */
export function excludedFromNextSuperOver({ state }: Board, battingTeamId: string): ReadonlySet<string> {
  const earlier = superOvers(state).filter((each) => each.battingTeamId === battingTeamId);
  return new Set([...outIn(earlier), ...(earlier.at(-1)?.bowlers.keys() ?? [])]);
}

/** Return the batters excluded from the present super over: those who were out in an earlier one of their side. Nobody
 * in any other innings. */
export function excludedBatters({ state, innings }: Board): ReadonlySet<string> {
  if (!innings?.isSuperOver) return new Set();
  const { battingTeamId } = innings;
  return new Set(outIn(superOvers(state).filter((each) => each !== innings && each.battingTeamId === battingTeamId)));
}

/** Return the batters who were out in any of these innings. */
const outIn = (innings: ReturnType<typeof superOvers>): string[] =>
  innings.flatMap(({ batters }) => [...batters.values()].filter(isOut).map(({ playerId }) => playerId));

/** Return the fields of the action that starts an innings. */
export function inningsStart(input: StartInput): Fields {
  const { battingTeamId, bowlingTeamId, strikerId, nonStrikerId, bowlerId, isSuperOver, overs, target } = input;
  return {
    type: "innings_started",
    battingTeamId,
    bowlingTeamId,
    ...(isSuperOver && { superOver: true }),
    ...(strikerId && { strikerId }),
    ...(strikerId && nonStrikerId && { nonStrikerId }),
    ...(bowlerId && { bowlerId }),
    ...(!isSuperOver && overs && { oversLimit: Number(overs) }),
    ...(!isSuperOver && target && { target: Number(target) }),
  };
}

/** Return the change that records a forfeited innings; it has no openers, because nobody bats in it (Law 15.2). */
export function forfeit(inningsNumber: number, battingTeamId: string, bowlingTeamId: string): Change {
  const start = { type: "innings_started", battingTeamId, bowlingTeamId };
  return { kind: "appends", inningsNumber, actions: [start, { type: "innings_closed", reason: "forfeited" }] };
}

/** Return why the innings is over, if that can be recorded: not twice, and not after the recorded end of the match. */
export function endToConfirm({ innings, state }: Board): string | null {
  return innings === null || innings.isCloseRecorded || state.recordedResult !== null ? null : innings.closed;
}

/** Return why play is stopped; null if it is not stopped, or if the match is recorded as over and cannot resume. */
export const stoppageOf = ({ state }: Board): string | null => (state.recordedResult === null ? state.stoppage : null);

/** Return whether a captain may forfeit an innings that has not begun: only if each side has more than one. */
export const mayForfeit = ({ state }: Board): boolean => state.setup.conditions.inningsPerSide > 1;

/** The lead for the follow-on in a match of five days or more; shorter matches set theirs in `followOnLead`. */
const LAW_14 = 200;

function followOn(board: Board): number | null {
  const { innings, setup } = board.state;
  const needed = setup.conditions.followOnLead ?? LAW_14;
  const [first, second] = innings;
  if (setup.conditions.inningsPerSide < 2 || innings.length !== 2 || !first || !second) return null;
  const lead = first.runs - second.runs;
  return lead >= needed ? lead : null;
}
