// The scorecards just after a ball: the log as it counts now, folded up to that ball in the order of play. This module
// imports the fold: load it when somebody goes back.

import {
  currentInnings, fold, isOpen, isOut, mainInnings, matchSetup, newState, overBalls, oversText, resolveLog, setupOf,
  superOvers, yetToBatOf,
} from "@scrbrd/client/fold";
import type { Action, Batter, Bowler, Dismissal, Innings, MatchSetup, MatchState } from "@scrbrd/client/fold";
import type { CardNames } from "./card_names.ts";
import { namesIn } from "./card_names.ts";
import type { InningsDoc, Json, MatchDoc, ScoreDoc } from "./documents.ts";

/** The documents that the fold needs: `scoring_actions` and `lineups`, each with its id. */
export interface LogDocs {
  readonly actions: readonly Json[];
  readonly lineups: readonly Json[];
}

const RATE_BALLS = 6; // rates are per six balls in every format
const STRIDE = 120; // actions between two stored states: a step back folds at most this many

export class FoldedLog {
  private readonly setup: MatchSetup;
  private readonly actions: readonly Action[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly states: MatchState[]; // before the first action, then after each stride
  private readonly names: CardNames;

  constructor(matchId: string, match: MatchDoc | null, docs: LogDocs, now: ScoreDoc) {
    this.setup = matchSetup(matchId, match as Json | null, docs.lineups);
    this.actions = resolveLog(matchId, docs.actions as Parameters<typeof resolveLog>[1]).actions;
    this.places = new Map(this.actions.map((each, place) => [each.id, place]));
    this.states = [newState(setupOf(this.setup))];
    this.names = namesIn(match, now, docs.lineups);
  }

  /** Return the innings with their cards just after an action; null if the log has no such action. */
  scoreAfter(actionId: string): ScoreDoc | null {
    const place = this.places.get(actionId);
    return place === undefined ? null : this.scoreOf(this.stateAfter(place + 1));
  }

  private stateAfter(count: number): MatchState {
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
      dismissal: dismissal && { type: dismissal.type, description: this.dismissalText(innings.number, playerId, dismissal) },
      isOnStrike: isOpen(innings) && innings.strikerId === playerId,
      battingPosition: batter.position,
    };
  }

  /** Return a dismissal in words, from the present score. It has another one only for a batter who had retired then. */
  private dismissalText(inningsNumber: number, playerId: string, { type }: Dismissal): string {
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

/** Return the overs of an innings. A miscounted over counts as one over (Law 17.5), but only once it has ended. */
function oversOf(innings: Innings, length: number): number {
  const balls = overBalls(innings);
  return Number(balls >= length ? `${innings.oversCompleted}.${balls}` : oversText(innings.oversCompleted * length + balls, length));
}

/** Return `part` per `per` of `whole`, with two decimals; 0 if `whole` is 0. */
function rateOf(part: number, whole: number, per: number): number {
  return whole ? Math.round((part * per * 100) / whole) / 100 : 0;
}
