// The line-ups of a match: the named players, the confirmed ones, and what looks wrong. Pure.

import { isolateName } from "./apart.js";
import type { LineupDocument, MatchDocument } from "./documents.js";

const PARTS = ["playing_xi", "substitute", "reserve", "withdrawn"] as const;
const USUAL_SIDE = 11;

export type Part = (typeof PARTS)[number];
export type Mark = "captain" | "viceCaptain" | "keeper" | "guest";
export type Oddity = "too_few" | "too_many" | "no_captain" | "two_captains" | "no_keeper" | "two_keepers";

export interface Player {
  readonly id: string;
  readonly name: string;
  readonly part: Part;
  readonly marks: readonly Mark[];
  readonly isConfirmed: boolean;
  /** Whether the viewer may confirm the player: selecting and confirming takes two people. */
  readonly mayConfirm: boolean;
}

export interface Side {
  readonly teamId: string;
  readonly name: string;
  readonly players: readonly Player[];
  readonly confirmed: number;
  readonly toConfirm: readonly string[];
  readonly oddities: readonly Oddity[];
  readonly named: number;
  readonly wanted: number;
}

/** The person who views the line-ups. */
export interface Viewer {
  readonly personId: string;
  readonly mayConfirmLineups: boolean;
  /** The teams whose school the person leads, and whose line-ups they may confirm. */
  readonly leads?: ReadonlySet<string>;
}

/** Return both sides, home first, with their players in the order of the line-up. */
export function sidesOf(
  match: MatchDocument, lineups: readonly LineupDocument[], viewer: Viewer,
): Side[] {
  const sides = [[match.homeTeamId, match.homeTeamName], [match.awayTeamId, match.awayTeamName]] as const;
  const wanted = match.conditions?.playersPerSide ?? USUAL_SIDE;
  return sides.map(([teamId, name]) => {
    const players = lineups
      .filter((each) => each.teamId === teamId)
      .sort(byPlace)
      .map((each) => playerOf(each, viewer));
    return {
      teamId,
      name: isolateName(name || teamId),
      players,
      confirmed: players.filter(({ isConfirmed }) => isConfirmed).length,
      toConfirm: players.filter(({ mayConfirm }) => mayConfirm).map(({ id }) => id),
      oddities: odditiesOf(players, wanted),
      named: players.filter(({ part }) => part === "playing_xi").length,
      wanted,
    };
  });
}

function playerOf(lineup: LineupDocument, { personId, mayConfirmLineups, leads }: Viewer): Player {
  const isConfirmed = lineup.confirmedAt != null;
  const isOthers = lineup.selectedBy != null && lineup.selectedBy !== personId;
  return {
    id: lineup.id,
    name: isolateName(lineup.playerName || lineup.playerId),
    part: partOf(lineup),
    marks: marksOf(lineup),
    isConfirmed,
    mayConfirm: (mayConfirmLineups || leads?.has(lineup.teamId) === true) && !isConfirmed && isOthers,
  };
}

function partOf({ role }: LineupDocument): Part {
  return PARTS.find((each) => each === role) ?? "playing_xi";
}

function marksOf(lineup: LineupDocument): Mark[] {
  const marks: Mark[] = [];
  if (lineup.isCaptain) marks.push("captain");
  if (lineup.isViceCaptain) marks.push("viceCaptain");
  if (lineup.isWicketkeeper) marks.push("keeper");
  if (lineup.isGuest) marks.push("guest");
  return marks;
}

function odditiesOf(players: readonly Player[], wanted: number): Oddity[] {
  const eleven = players.filter(({ part }) => part === "playing_xi");
  if (!eleven.length) return [];
  const count = (mark: Mark): number => eleven.filter(({ marks }) => marks.includes(mark)).length;
  const [captains, keepers] = [count("captain"), count("keeper")];
  return [
    ...(eleven.length < wanted ? ["too_few" as const] : []),
    ...(eleven.length > wanted ? ["too_many" as const] : []),
    ...(captains === 0 ? ["no_captain" as const] : captains > 1 ? ["two_captains" as const] : []),
    ...(keepers === 0 ? ["no_keeper" as const] : keepers > 1 ? ["two_keepers" as const] : []),
  ];
}

function byPlace(one: LineupDocument, other: LineupDocument): number {
  const part = PARTS.indexOf(partOf(one)) - PARTS.indexOf(partOf(other));
  const position = (one.battingPosition ?? Infinity) - (other.battingPosition ?? Infinity);
  if (part) return part;
  if (position && !Number.isNaN(position)) return position;
  return (one.playerName ?? one.playerId) < (other.playerName ?? other.playerId) ? -1 : 1;
}

/** Return ids in parts that fit in one commit: an umpire may confirm ten players at a time. */
export function batchesOf(ids: readonly string[], size = 10): string[][] {
  const parts = Math.ceil(ids.length / size);
  return Array.from({ length: parts }, (_, place) => ids.slice(place * size, (place + 1) * size));
}
