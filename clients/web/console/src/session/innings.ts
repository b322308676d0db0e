// What the next innings is likely to be: who bats, whether it is a super over, what it chases.

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

/** The next innings as the toss and the conditions have it. */
export function nextInnings(view: View, board: Board): NextInnings {
  const { homeTeamId, awayTeamId, toss } = view.match;
  const other = (team: string) => (team === homeTeamId ? awayTeamId : homeTeamId);
  const played = board.state.innings;
  const last = played.at(-1);
  const main = played.filter((each) => !each.isSuperOver);
  const isSuperOver = main.length >= board.state.setup.conditions.inningsPerSide * 2;
  const first = toss ? (toss.decision === "bat" ? toss.winnerTeamId : other(toss.winnerTeamId)) : homeTeamId;
  // Who batted last in what was tied bats first in the super over that follows.
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

/** What is said of an innings that begins; empty for what is not. */
export interface Beginning {
  readonly battingTeamId: string;
  readonly bowlingTeamId: string;
  readonly strikerId: string;
  readonly nonStrikerId: string;
  readonly bowlerId: string;
  readonly isSuperOver: boolean;
  /** As typed: the overs, if fewer, and the target, if revised; of a super over neither is asked. */
  readonly overs: string;
  readonly target: string;
}

/** Whether a super over may follow: after a tie that nobody has recorded, and that no super over has decided. */
export const maySuperOver = ({ result, state }: Board): boolean =>
  result?.outcome === "tie" && result.winnerTeamId === null && state.recordedResult === null;

/** Who takes no part in the same way in a side's next super over: who was out in one of its own, and who
 * bowled the last of them. */
export function spentBefore({ state }: Board, battingTeamId: string): ReadonlySet<string> {
  const { batters, bowlers } = spentIn(superOvers(state).filter((each) => each.battingTeamId === battingTeamId));
  return new Set([...batters, ...bowlers]);
}

/** The same of the super over that is played: who does not bat in it, and who does not bowl it. Of any other innings
 * nobody. Who has a part in it already keeps it: the log says so. */
export function spentNow({ state, innings }: Board): Spent {
  if (!innings?.isSuperOver) return NOBODY;
  const earlier = superOvers(state).filter((each) => each !== innings && each.battingTeamId === innings.battingTeamId);
  const { batters, bowlers } = spentIn(earlier);
  return { batters, bowlers: new Set([...bowlers].filter((id) => !innings.bowlers.has(id))) };
}

interface Spent {
  readonly batters: ReadonlySet<string>;
  readonly bowlers: ReadonlySet<string>;
}

const NOBODY: Spent = { batters: new Set(), bowlers: new Set() };

function spentIn(own: ReturnType<typeof superOvers>): Spent {
  const out = own.flatMap(({ batters }) => [...batters.values()].filter(isOut));
  return { batters: new Set(out.map(({ playerId }) => playerId)), bowlers: new Set(own.at(-1)?.bowlers.keys() ?? []) };
}

/** The start of an innings. */
export function started({ battingTeamId, bowlingTeamId, strikerId, nonStrikerId, bowlerId, ...said }: Beginning): Fields {
  const { isSuperOver, overs, target } = said;
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

/** An innings that a side forfeits: it has nobody who opened, for nobody has batted in it (Law 15.2). */
export function forfeited(inningsNumber: number, battingTeamId: string, bowlingTeamId: string): Change {
  const start = { type: "innings_started", battingTeamId, bowlingTeamId };
  return { kind: "appends", inningsNumber, actions: [start, { type: "innings_closed", reason: "forfeited" }] };
}

/** Why the innings is over, while that can be recorded: not twice, and not behind the recorded end of the match. */
export function endToConfirm({ innings, state }: Board): string | null {
  return innings === null || innings.isCloseRecorded || state.recordedResult !== null ? null : innings.closed;
}

/** Why play is stopped; null while it is not, and once the match is recorded as over: it does not resume. */
export const stoppageOf = ({ state }: Board): string | null => (state.recordedResult === null ? state.stoppage : null);

/** Whether a captain may forfeit an innings that has not begun: not where each side has one. */
export const mayForfeit = ({ state }: Board): boolean => state.setup.conditions.inningsPerSide > 1;

/** The lead for the follow-on in a match of five days or more; shorter ones say theirs in `followOnLead`. */
const LAW_14 = 200;

function followOn(board: Board): number | null {
  const { innings, setup } = board.state;
  const needed = setup.conditions.followOnLead ?? LAW_14;
  const [first, second] = innings;
  if (setup.conditions.inningsPerSide < 2 || innings.length !== 2 || !first || !second) return null;
  const lead = first.runs - second.runs;
  return lead >= needed ? lead : null;
}
