// The scorecards as they were right after a ball: the log folded up to it, in the order of play, as
// it counts now. Brings the fold with it: load this module when somebody goes back.

import {
  currentInnings, fold, isOpen, isOut, mainInnings, matchSetup, newState, overBalls, oversText, resolveLog, setupOf,
  superOvers, yetToBatOf,
} from "@scrbrd/client/fold";
import type { Action, Batter, Bowler, Dismissal, Innings, MatchSetup, MatchState } from "@scrbrd/client/fold";
import type { Named } from "./card_names.ts";
import { namesIn } from "./card_names.ts";
import type { InningsDoc, Json, MatchDoc, ScoreDoc } from "./documents.ts";

/** What the fold needs of a match: `scoring_actions` and `lineups`, each with its id. */
export interface LogDocs {
  readonly actions: readonly Json[];
  readonly lineups: readonly Json[];
}

const RATE_BALLS = 6; // rates are of six balls in every format
const STRIDE = 120; // actions between two states that are kept: a step back folds at most so many

export class FoldedLog {
  private readonly setup: MatchSetup;
  private readonly actions: readonly Action[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly states: MatchState[]; // before the first action, then behind each stride
  private readonly names: Named;

  constructor(matchId: string, match: MatchDoc | null, docs: LogDocs, now: ScoreDoc) {
    this.setup = matchSetup(matchId, match as Json | null, docs.lineups);
    this.actions = resolveLog(matchId, docs.actions as Parameters<typeof resolveLog>[1]).actions;
    this.places = new Map(this.actions.map((each, place) => [each.id, place]));
    this.states = [newState(setupOf(this.setup))];
    this.names = namesIn(match, now, docs.lineups);
  }

  /** The innings with their cards right after an action; null where the log has no such action. */
  after(actionId: string): ScoreDoc | null {
    const place = this.places.get(actionId);
    return place === undefined ? null : this.scoreOf(this.stateBehind(place + 1));
  }

  private stateBehind(count: number): MatchState {
    const whole = Math.floor(count / STRIDE);
    while (this.states.length <= whole) {
      const from = (this.states.length - 1) * STRIDE;
      this.states.push(fold(this.states.at(-1) as MatchState, this.actions.slice(from, from + STRIDE)));
    }
    return fold(this.states[whole] as MatchState, this.actions.slice(whole * STRIDE, count));
  }

  private scoreOf(state: MatchState): ScoreDoc {
    const main = mainInnings(state).slice(0, 4).map((each) => this.inningsOf(state, each));
    const current = currentInnings(state);
    return {
      status: state.result ? "completed" : current && isOpen(current) ? "live" : current ? "innings_break" : "scheduled",
      ...Object.fromEntries(main.map((each, place) => [`innings${place + 1}`, each])),
      superOvers: superOvers(state).map((each) => this.inningsOf(state, each)),
    };
  }

  private inningsOf(state: MatchState, innings: Innings): InningsDoc {
    const length = state.setup.conditions.ballsPerOver;
    const { wides, noBalls, byes, legByes, penalty } = innings;
    return {
      inningsNumber: innings.number,
      isSuperOver: innings.isSuperOver || null,
      battingTeamId: innings.battingTeamId,
      battingTeam: this.names.team(innings.battingTeamId),
      runs: innings.runs,
      wickets: innings.wickets,
      overs: oversOf(innings, length),
      balls: innings.legalBalls,
      target: innings.target,
      closed: innings.closed,
      batsmen: [...innings.batters.values()].map((each) => this.batterOf(innings, each)),
      didNotBat: yetToBatOf(state, innings, this.setup).map((playerId) => ({ playerId, playerName: this.names.player(playerId) })),
      bowlers: [...innings.bowlers.values()].map((each) => this.bowlerOf(each, length)),
      extras: { wides, noBalls, byes, legByes, penalty, total: wides + noBalls + byes + legByes + penalty },
      fallOfWickets: innings.fallOfWickets.map((each) => ({
        wicketNumber: each.wicketNumber, score: each.score, over: `${each.over}.${each.ball}`,
        batsmanOutId: each.playerId, batsmanOutName: this.names.player(each.playerId), bowlerId: each.bowlerId,
      })),
      partnerships: innings.partnerships.map((each) => ({
        wicketNumber: each.wicketNumber, batsmanAId: each.batterAId, batsmanBId: each.batterBId,
        runs: each.runs, balls: each.balls, runsA: each.runsA, runsB: each.runsB,
      })),
    };
  }

  private batterOf(innings: Innings, batter: Batter): NonNullable<InningsDoc["batsmen"]>[number] {
    const { playerId, runs, ballsFaced, fours, sixes, dismissal } = batter;
    return {
      playerId, runs, ballsFaced, fours, sixes,
      playerName: this.names.player(playerId),
      strikeRate: rateOf(runs, ballsFaced, 100),
      isOut: isOut(batter),
      dismissal: dismissal && { type: dismissal.type, description: this.words(innings.number, playerId, dismissal) },
      isOnStrike: isOpen(innings) && innings.strikerId === playerId,
      battingPosition: batter.position,
    };
  }

  /** As the score of now prints it; one who was out otherwise then had left the field unhurt or hurt. */
  private words(inningsNumber: number, playerId: string, { type }: Dismissal): string {
    return this.names.dismissal(inningsNumber, playerId, type) ?? type.replaceAll("_", " ");
  }

  private bowlerOf(bowler: Bowler, length: number): NonNullable<InningsDoc["bowlers"]>[number] {
    const { playerId, ballsBowled, maidens, runsConceded, wickets, wides, noBalls, dotBalls } = bowler;
    return {
      playerId, ballsBowled, maidens, runsConceded, wickets, wides, noBalls, dotBalls,
      playerName: this.names.player(playerId),
      overs: Number(oversText(ballsBowled + bowler.miscounted, length)),
      economy: rateOf(runsConceded, ballsBowled, RATE_BALLS),
    };
  }
}

/** A miscounted over is one over all the same (Law 17.5), and none before it ends. */
function oversOf(innings: Innings, length: number): number {
  const balls = overBalls(innings);
  return Number(balls >= length ? `${innings.oversCompleted}.${balls}` : oversText(innings.oversCompleted * length + balls, length));
}

/** `part` for every `per` of `whole`, two decimals; 0 before there is anything to count. */
function rateOf(part: number, whole: number, per: number): number {
  return whole ? Math.round((part * per * 100) / whole) / 100 : 0;
}
