// What pages ask of the data; Firestore, the gateway and the tests' fake answer it.

import type {
  FacingDoc, FeedDoc, Json, MatchDoc, PlayerSeasonDoc, ReplayLineDoc, ScoreDoc, SummaryDoc, TeamMatchDoc,
  TeamSeasonDoc, TickerDoc,
} from "../model/documents.ts";
import type { LogDocs } from "../model/earlier.ts";
import type { Cursor } from "../model/feed.ts";
import type { MatchRow } from "../model/match_lists.ts";
import { feedDocsIn } from "../model/match_shapes.ts";
import { matchDocOf } from "../model/shapes.ts";

export interface First {
  readonly score: ScoreDoc | null;
  readonly ticker: TickerDoc | null;
}

export interface Archive {
  readonly summary: SummaryDoc | null;
  readonly lines: readonly ReplayLineDoc[];
}

/** Whether what is shown is what the server has. */
export type Link = "connecting" | "connected" | "lost";

export interface Followed {
  ticker(ticker: TickerDoc | null): void;
  score(score: ScoreDoc | null): void;
  match(match: MatchDoc | null): void;
  events(documents: readonly FeedDoc[]): void;
  link(state: Link): void;
}

export type Stop = () => void;

export interface PlayerKey {
  readonly personId: string;
  readonly teamId: string;
  readonly lastMatchId: string;
}

export interface Source {
  /** The quickest that there is of a score; nulls where nothing was scored. */
  first(matchId: string): Promise<First>;
  match(matchId: string): Promise<MatchDoc | null>;
  /** The newest documents of the feed, by the last action that the score knows. */
  latest(matchId: string, lastActionId: string, count: number): Promise<readonly FeedDoc[]>;
  /** All of the feed of an innings. */
  innings(matchId: string, inningsNumber: number): Promise<readonly FeedDoc[]>;
  /** The replay of a match that is over; no lines where there is none. */
  archive(matchId: string): Promise<Archive>;
  /** The log and the line-ups, to fold; null where they cannot be read. */
  log(matchId: string): Promise<LogDocs | null>;
  /** The score as it was after an action, where somebody else folds; null where nobody does. */
  earlier(matchId: string, actionId: string): Promise<ScoreDoc | null>;
  /** Read the whole score once. */
  score(matchId: string): Promise<ScoreDoc | null>;
  /** Follow a match by its small documents; of the feed only what was written behind the cursor. */
  follow(matchId: string, since: () => Cursor | null, told: Followed): Stop;
  /** Follow the whole score too, which is ten times as large: while its cards are looked at. */
  followScore(matchId: string, show: (score: ScoreDoc | null) => void): Stop;
  /** Follow what a scoreboard shows: the ticker, and the toss and the result, which the match or the score has. */
  followBoard(matchId: string, told: Omit<Followed, "events">): Stop;
  /** Follow the tickers of the days around now. */
  home(show: (tickers: readonly TickerDoc[]) => void, link: (state: Link) => void): Stop;
  season(seasonId: string): Promise<Season>;
  /** Read the figures of a season's teams, or of its players, once more. */
  teams(seasonId: string): Promise<readonly TeamSeasonDoc[]>;
  players(seasonId: string): Promise<readonly PlayerSeasonDoc[]>;
  /** Follow the tickers of a season's matches of the days around now, and the figures of its teams. */
  followSeason(seasonId: string, heard: SeasonHeard, link: (state: Link) => void): Stop;
  facing(seasonId: string, batsmanId: string): Promise<readonly FacingDoc[]>;
  meetings(seasonId: string, teamId: string, opponentId: string): Promise<readonly TeamMatchDoc[]>;
  names(players: readonly PlayerKey[], teamIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export interface SeasonHeard {
  /** All of those days, whenever one of them has changed. */
  tickers(tickers: readonly TickerDoc[]): void;
  /** All of the season, as often. */
  teams(teams: readonly TeamSeasonDoc[]): void;
}

export interface Season {
  readonly name: string | null;
  readonly teams: readonly TeamSeasonDoc[];
  readonly players: readonly PlayerSeasonDoc[];
  readonly tickers: readonly TickerDoc[];
  readonly scheduled: readonly MatchRow[];
  readonly competitions: ReadonlyMap<string, string>;
}

export interface Row {
  readonly id: string;
  readonly data: Json;
}

/** A document with its id among its fields. */
export const withId = ({ id, data }: Row): Json => ({ ...data, id });

export const matchRow = ({ id, data }: Row): MatchRow => ({ ...matchDocOf(data), id });

export const feedDocs = (rows: readonly Row[]): FeedDoc[] => feedDocsIn(rows.map(withId));
