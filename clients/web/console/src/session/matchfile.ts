// Reads a match file of this project (`scripts/matches/*.log`) for tests: line 1 is the match, line 2 the
// players; then an array for each ball and an object for any other action.

import type { MatchSetup } from "@scrbrd/client/fold";
import { withTotals } from "./ball.js";
import type { FakeMatch } from "./fake.js";
import type { Fields, Player } from "./recorder.js";

export interface MatchFile {
  readonly start: FakeMatch;
  /** The actions of each innings, in their order, without ids. */
  readonly innings: readonly (readonly Fields[])[];
}

interface Header {
  matchId: string;
  match: {
    homeTeamId: string; awayTeamId: string; homeTeamName: string; awayTeamName: string;
    format: string; venue?: string; scheduledAt?: string; conditions?: object;
    toss?: { winnerTeamId: string; decision: "bat" | "field" };
  };
}

interface PlayerLine {
  teamId: string; playerId: string; playerName: string; isWicketkeeper: boolean;
  battingPosition?: number; role: Player["role"];
}

export function readMatchFile(text: string): MatchFile {
  const [first = "", second = "", ...rest] = text.trim().split("\n");
  const header = JSON.parse(first) as Header;
  const players = (JSON.parse(second) as { players: PlayerLine[] }).players;
  const ids = players.map((each) => each.playerId);
  const innings: Fields[][] = [];
  for (const line of rest.map((each) => JSON.parse(each) as unknown)) {
    if (Array.isArray(line)) innings.at(-1)?.push(ballOf(line, ids));
    else if ("innings" in (line as Fields)) innings.push([]);
    else innings.at(-1)?.push(withIds(line as Fields, ids) as Fields);
  }
  return { start: startOf(header, players.map(playerOf)), innings };
}

function ballOf(line: unknown[], ids: readonly string[]): Fields {
  const [overNumber, ballInOver, striker, nonStriker, bowler, runsOffBat, more] = line;
  const people = withIds({ strikerId: striker, nonStrikerId: nonStriker, bowlerId: bowler }, ids);
  const others = withIds((more ?? {}) as Fields, ids) as Fields;
  return withTotals({ overNumber, ballInOver, ...(people as Fields), runsOffBat, extras: {}, ...others });
}

const PLAYER_FIELD = /(Id|Ids)$/;

function withIds(value: unknown, ids: readonly string[], isPlayer = false): unknown {
  if (typeof value === "number" && isPlayer) return ids[value];
  if (Array.isArray(value)) return value.map((each) => withIds(each, ids, isPlayer));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withIds(each, ids, PLAYER_FIELD.test(name))]),
  );
}

function playerOf(line: PlayerLine): Player {
  return {
    lineupId: `${line.teamId}_${line.playerId}`,
    playerId: line.playerId,
    name: line.playerName,
    teamId: line.teamId,
    role: line.role,
    isKeeper: line.isWicketkeeper,
    isCaptain: line.battingPosition === 1,
    position: line.battingPosition ?? null,
    isConfirmed: false,
  };
}

function startOf({ matchId, match }: Header, players: Player[]): FakeMatch {
  const sides = [match.homeTeamId, match.awayTeamId];
  const setup = {
    matchId, homeTeamId: match.homeTeamId, awayTeamId: match.awayTeamId, format: match.format,
    scheduledAt: match.scheduledAt, conditions: match.conditions,
    tossWinnerId: match.toss?.winnerTeamId, tossDecision: match.toss?.decision,
    sides: Object.fromEntries(players.map((each) => [each.playerId, each.teamId])),
    keeperIds: players.filter((each) => each.isKeeper).map((each) => each.playerId),
    elevenIds: Object.fromEntries(sides.map((side) => [side, elevenOf(players, side)])),
  } as MatchSetup;
  const info = {
    matchId, homeTeamId: match.homeTeamId, awayTeamId: match.awayTeamId,
    homeName: match.homeTeamName, awayName: match.awayTeamName, format: match.format,
    venue: match.venue ?? "", tier: "HONOR" as const, toss: match.toss ?? null, isLocked: false,
  };
  return { match: info, setup, players };
}

function elevenOf(players: readonly Player[], teamId: string): string[] {
  return players
    .filter((each) => each.teamId === teamId && each.role === "playing_xi")
    .map((each) => each.playerId);
}
