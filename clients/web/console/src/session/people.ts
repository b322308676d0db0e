// Who may come in and who may bowl, in the order in which they are likely.

import type { Board } from "@scrbrd/client/fold";
import { oversLeft } from "@scrbrd/client/fold";
import { leftText, playedText } from "./counting.js";
import { spentNow } from "./innings.js";
import type { Player, View } from "./recorder.js";

export interface Choice {
  readonly playerId: string;
  readonly isLikely: boolean;
  /** Why not; null where nothing speaks against it. */
  readonly barred: string | null;
  readonly detail: string;
}

const LAST = 99;

/** A side's players as planned to bat, with those who joined it; the withdrawn left out. */
export function sideOf(view: View, board: Board, teamId: string | null): Player[] {
  const named = view.players.filter((each) => each.teamId === teamId && each.role !== "withdrawn");
  const known = new Set(view.players.map((each) => each.playerId));
  const joined = [...board.state.joined]
    .filter(([id, team]) => team === teamId && !known.has(id))
    .map(([id]) => stranger(id, teamId ?? ""));
  const byPosition = (one: Player, other: Player) => (one.position ?? LAST) - (other.position ?? LAST);
  return [...named, ...joined].sort(byPosition);
}

function stranger(playerId: string, teamId: string): Player {
  return {
    lineupId: "", playerId, name: playerId, teamId, role: "substitute",
    isKeeper: false, isCaptain: false, position: null, isConfirmed: false,
  };
}

/** Whether a player may bat and bowl: of the eleven, or come in for one of them, and not replaced since. */
export function isPlaying(board: Board, player: Player): boolean {
  const isOfSide = player.role === "playing_xi" || board.state.joined.has(player.playerId);
  return isOfSide && !replacedIds(board).has(player.playerId);
}

/** Who was replaced for the rest of the match. A bowler whose over another finishes is still of the side. */
export function replacedIds({ state }: Board): Set<string> {
  const gone = new Set<string>();
  for (const { outPlayerId, inPlayerId, role } of state.replacements) {
    if (role === "player" && outPlayerId !== null) gone.add(outPlayerId);
    gone.delete(inPlayerId);
  }
  return gone;
}

/** Whether a side has as many who may play as it plays with. */
export function isComplete(view: View, board: Board, teamId: string | null): boolean {
  const playing = sideOf(view, board, teamId).filter((each) => isPlaying(board, each));
  return playing.length >= board.state.setup.conditions.playersPerSide;
}

/** Who may come in: the next in the order first, those who were out in an earlier super over last of them, then
 * those who retired and may resume. */
export function nextBatters(view: View, board: Board): Choice[] {
  const innings = board.innings;
  if (!innings) return [];
  const fresh = sideOf(view, board, innings.battingTeamId)
    .filter((each) => isPlaying(board, each) && !innings.batters.has(each.playerId))
    .map((each) => each.playerId);
  const order = [...new Set([...board.yetToBat, ...fresh])].filter((id) => !innings.batters.has(id));
  const gone = replacedIds(board);
  const spent = spentNow(board).batters;
  const free = order.filter((id) => !gone.has(id)).toSorted((one, other) => Number(spent.has(one)) - Number(spent.has(other)));
  return [
    ...free.map((playerId, place) => ({
      playerId, isLikely: place === 0 && !spent.has(playerId), barred: spent.has(playerId) ? "super_over_batter" : null, detail: "",
    })),
    ...retired(board).filter(({ playerId }) => !gone.has(playerId)),
  ];
}

/** Whether who is left may bat on alone: the last man stands, and of the others some who retired might come back. */
export function mayBatAlone(view: View, board: Board): boolean {
  const { innings } = board;
  const { lastManStands, playersPerSide } = board.state.setup.conditions;
  if (!innings || innings.isSuperOver || !lastManStands || innings.batters.size < playersPerSide) return false;
  const isOneIn = (innings.strikerId === null) !== (innings.nonStrikerId === null);
  return isOneIn && nextBatters(view, board).every(({ detail }) => detail !== "");
}

const RETIRED = ["retired_hurt", "retired_not_out", "retired_out"];

function retired(board: Board): Choice[] {
  const innings = board.innings;
  if (!innings) return [];
  return [...innings.batters.values()]
    .filter((each) => each.dismissal && RETIRED.includes(each.dismissal.type))
    .filter((each) => each.playerId !== innings.lastLeftId)
    .map((each) => ({
      playerId: each.playerId,
      isLikely: false,
      barred: null,
      detail: each.dismissal?.type ?? "",
    }));
}

/** Who may bowl: the likely one first, then who has bowled, then the others; the barred last. */
export function nextBowlers(view: View, board: Board): Choice[] {
  const innings = board.innings;
  if (!innings) return [];
  const side = sideOf(view, board, innings.bowlingTeamId).filter((each) => isPlaying(board, each));
  const gone = replacedIds(board);
  const known = new Set([...innings.bowlers.keys(), ...side.map((each) => each.playerId).toReversed()]);
  const ids = [...known].filter((id) => !gone.has(id));
  const barred = (id: string) => whyNotBowling(board, id);
  const rank = (id: string) =>
    (barred(id) !== null ? 4 : 0) +
    (id === board.likelyBowlerId ? 0 : innings.bowlers.has(id) ? 1 : isKeeper(side, id) ? 3 : 2);
  return ids
    .toSorted((one, other) => rank(one) - rank(other))
    .map((playerId, place) => ({
      playerId,
      isLikely: place === 0 && playerId === board.likelyBowlerId,
      barred: barred(playerId),
      detail: figuresOf(board, playerId),
    }));
}

/** Why somebody may not bowl the next ball, by the log and the conditions of super overs; null: nothing speaks against it. */
export function whyNotBowling(board: Board, playerId: string): Barred | null {
  return board.barredBowlers[playerId] ?? (spentNow(board).bowlers.has(playerId) ? "super_over_bowler" : null);
}

export type Barred = Board["barredBowlers"][string] | "super_over_bowler";

/** Whether somebody may be named, to bowl or to come in: who is barred only where everybody is, for umpires allow it rather than
 * end the innings; who is suspended never (Law 41). */
export function mayBeNamed({ barred }: Choice, among: readonly Choice[]): boolean {
  return barred === null || (barred !== "bowler_suspended" && among.every((each) => each.barred !== null));
}

const isKeeper = (side: readonly Player[], id: string) =>
  side.some((each) => each.playerId === id && each.isKeeper);

/** A bowler's figures as they are printed, and the overs left where the conditions set a limit. */
export function figuresOf(board: Board, playerId: string): string {
  const bowler = board.innings?.bowlers.get(playerId);
  if (!bowler) return "";
  const played = playedText(board, bowler.ballsBowled + bowler.miscounted);
  return `${played}-${bowler.maidens}-${bowler.runsConceded}-${bowler.wickets}`;
}

/** The overs, or balls, that a bowler has left, as printed; null where there is no limit. */
export function oversLeftOf(board: Board, playerId: string): string | null {
  const { state, innings } = board;
  const left = innings ? oversLeft(state, innings, playerId) : null;
  return left === null ? null : leftText(board, left);
}
