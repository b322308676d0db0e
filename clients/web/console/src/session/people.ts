// The players who may come in to bat or may bowl, the likeliest first.

import type { Board } from "@scrbrd/client/fold";
import { oversLeft } from "@scrbrd/client/fold";
import { leftText, playedText } from "./counting.js";
import { excludedBatters } from "./innings.js";
import type { Player, View } from "./recorder.js";

export interface Choice {
  readonly playerId: string;
  readonly isLikely: boolean;
  /** Why the player is barred; null if the player is not. */
  readonly barred: string | null;
  readonly detail: string;
}

const LAST_POSITION = 99;

/** Return a side's players in the planned batting order, with those who joined it, without withdrawn players. */
export function sideOf(view: View, board: Board, teamId: string | null): Player[] {
  const named = view.players.filter((each) => each.teamId === teamId && each.role !== "withdrawn");
  const known = new Set(view.players.map((each) => each.playerId));
  const joined = [...board.state.joined]
    .filter(([id, team]) => team === teamId && !known.has(id))
    .map(([id]) => unlistedPlayer(id, teamId ?? ""));
  const byPosition = (one: Player, other: Player) =>
    (one.position ?? LAST_POSITION) - (other.position ?? LAST_POSITION);
  return [...named, ...joined].sort(byPosition);
}

function unlistedPlayer(playerId: string, teamId: string): Player {
  return {
    lineupId: "", playerId, name: playerId, teamId, role: "substitute",
    isKeeper: false, isCaptain: false, position: null, isConfirmed: false,
  };
}

/** Return whether a player may bat and bowl: one of the eleven, or a replacement for one, and not replaced since. */
export function isPlaying(board: Board, player: Player): boolean {
  const isOfSide = player.role === "playing_xi" || board.state.joined.has(player.playerId);
  return isOfSide && !replacedIds(board).has(player.playerId);
}

/** Return the players who were replaced for the rest of the match. A bowler whose over another player finishes
 * stays in the side. */
export function replacedIds({ state }: Board): Set<string> {
  const replaced = new Set<string>();
  for (const { outPlayerId, inPlayerId, role } of state.replacements) {
    if (role === "player" && outPlayerId !== null) replaced.add(outPlayerId);
    replaced.delete(inPlayerId);
  }
  return replaced;
}

/** Return whether a side lists at least as many playing members as the conditions require. */
export function isComplete(view: View, board: Board, teamId: string | null): boolean {
  const playing = sideOf(view, board, teamId).filter((each) => isPlaying(board, each));
  return playing.length >= board.state.setup.conditions.playersPerSide;
}

/** Return the batters who may come in: those yet to bat in their order, with those who were out in an earlier super
 * over last; then those who retired and may resume. */
export function nextBatters(view: View, board: Board): Choice[] {
  const innings = board.innings;
  if (!innings) return [];
  const fresh = sideOf(view, board, innings.battingTeamId)
    .filter((each) => isPlaying(board, each) && !innings.batters.has(each.playerId))
    .map((each) => each.playerId);
  const order = [...new Set([...board.yetToBat, ...fresh])].filter((id) => !innings.batters.has(id));
  const replaced = replacedIds(board);
  const excluded = excludedBatters(board);
  const available = order
    .filter((id) => !replaced.has(id))
    .toSorted((one, other) => Number(excluded.has(one)) - Number(excluded.has(other)));
  return [
    ...available.map((playerId, place) => ({
      playerId,
      isLikely: place === 0 && !excluded.has(playerId),
      barred: excluded.has(playerId) ? "super_over_batter" : null,
      detail: "",
    })),
    ...retiredBatters(board).filter(({ playerId }) => !replaced.has(playerId)),
  ];
}

/** Return whether the remaining batter may bat on alone: the conditions allow it (`lastManStands`), and only retired
 * batters might still come in. */
export function mayBatAlone(view: View, board: Board): boolean {
  const { innings } = board;
  const { lastManStands, playersPerSide } = board.state.setup.conditions;
  if (!innings || innings.isSuperOver || !lastManStands || innings.batters.size < playersPerSide) return false;
  const isOneIn = (innings.strikerId === null) !== (innings.nonStrikerId === null);
  return isOneIn && nextBatters(view, board).every(({ detail }) => detail !== "");
}

const RETIRED = ["retired_hurt", "retired_not_out", "retired_out"];

function retiredBatters(board: Board): Choice[] {
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

/** Return the players who may bowl: the likely bowler first, then those who have bowled, then the others, with the
 * wicket-keeper last; barred players come after all of them. */
export function nextBowlers(view: View, board: Board): Choice[] {
  const innings = board.innings;
  if (!innings) return [];
  const side = sideOf(view, board, innings.bowlingTeamId).filter((each) => isPlaying(board, each));
  const replaced = replacedIds(board);
  const known = new Set([...innings.bowlers.keys(), ...side.map((each) => each.playerId).toReversed()]);
  const ids = [...known].filter((id) => !replaced.has(id));
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

/** Return why a player may not bowl the next ball, by the log; null if they may. */
export function whyNotBowling(board: Board, playerId: string): Barred | null {
  return board.barredBowlers[playerId] ?? null;
}

export type Barred = Board["barredBowlers"][string];

/** Return whether a player may be chosen to bowl or to come in. A barred player may be chosen only if all are barred,
 * because the umpires allow that rather than end the innings; a suspended bowler never (Law 41). */
export function mayBeChosen({ barred }: Choice, choices: readonly Choice[]): boolean {
  return barred === null || (barred !== "bowler_suspended" && choices.every((each) => each.barred !== null));
}

const isKeeper = (side: readonly Player[], id: string) =>
  side.some((each) => each.playerId === id && each.isKeeper);

/** Return a bowler's figures as text: overs (or balls), maidens, runs, wickets; "" if they have not bowled. */
export function figuresOf(board: Board, playerId: string): string {
  const bowler = board.innings?.bowlers.get(playerId);
  if (!bowler) return "";
  const played = playedText(board, bowler.ballsBowled + bowler.miscounted);
  return `${played}-${bowler.maidens}-${bowler.runsConceded}-${bowler.wickets}`;
}

/** Return the overs, or balls, that a bowler has left, as text; null if there is no limit. */
export function oversLeftOf(board: Board, playerId: string): string | null {
  const { state, innings } = board;
  const left = innings ? oversLeft(state, innings, playerId) : null;
  return left === null ? null : leftText(board, left);
}
