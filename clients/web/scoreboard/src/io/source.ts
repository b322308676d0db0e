// The interface between the pages and their data; implemented for Firestore, for the gateway and by the tests' fake.

import type {
  FacingDoc, FeedDoc, Json, MatchDoc, PlayerSeasonDoc, ReplayLineDoc, ScoreDoc, SummaryDoc, TeamMatchDoc,
  TeamSeasonDoc, TickerDoc,
} from "../model/documents.ts";
import type { LogDocs } from "../model/earlier.ts";
import type { Cursor } from "../model/feed.ts";
import type { MatchRow } from "../model/match_lists.ts";
import { feedDocsIn } from "../model/match_shapes.ts";
import { matchDocOf } from "../model/shapes.ts";

export interface FirstScore {
  readonly score: ScoreDoc | null;
  readonly ticker: TickerDoc | null;
}

export interface Archive {
  readonly summary: SummaryDoc | null;
  readonly lines: readonly ReplayLineDoc[];
}

/** The state of the connection: whether the page has what the server has. */
export type Link = "connecting" | "connected" | "lost";

/** The handlers for changes of a followed match; null for a document that does not exist. */
export interface MatchHandlers {
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
  /** Read the score in the quickest form available; nulls if nothing was scored. */
  first(matchId: string): Promise<FirstScore>;
  match(matchId: string): Promise<MatchDoc | null>;
  /** Read the newest documents of the feed, up to the last action that the score has. */
  latest(matchId: string, lastActionId: string, count: number): Promise<readonly FeedDoc[]>;
  /** Read the whole feed of an innings. */
  innings(matchId: string, inningsNumber: number): Promise<readonly FeedDoc[]>;
  /** Read the summary and the replay of a finished match; no lines if there is no replay. */
  archive(matchId: string): Promise<Archive>;
  /** Read the log and the line-ups, for the fold; null if they cannot be read. */
  log(matchId: string): Promise<LogDocs | null>;
  /** Read the score after an action from a server that folds; null if there is none. */
  earlier(matchId: string, actionId: string): Promise<ScoreDoc | null>;
  /** Read the whole score once. */
  score(matchId: string): Promise<ScoreDoc | null>;
  /** Follow a match by its small documents; of the feed only documents written after the cursor. */
  follow(matchId: string, since: () => Cursor | null, handlers: MatchHandlers): Stop;
  /** Follow the whole score too, which is ten times as large; only while its scorecards are visible. */
  followScore(matchId: string, show: (score: ScoreDoc | null) => void): Stop;
  /** Follow what a scoreboard shows: the ticker, and the toss and the result, which the match or the score has. */
  followBoard(matchId: string, handlers: Omit<MatchHandlers, "events">): Stop;
  /** Follow the tickers of the days around now. */
  home(show: (tickers: readonly TickerDoc[]) => void, link: (state: Link) => void): Stop;
  season(seasonId: string): Promise<Season>;
  /** Read the figures of a season's teams, or of its players, once more. */
  teams(seasonId: string): Promise<readonly TeamSeasonDoc[]>;
  players(seasonId: string): Promise<readonly PlayerSeasonDoc[]>;
  /** Follow the tickers of a season's matches of the days around now, and the figures of its teams. */
  followSeason(seasonId: string, handlers: SeasonHandlers, link: (state: Link) => void): Stop;
  facing(seasonId: string, batsmanId: string): Promise<readonly FacingDoc[]>;
  meetings(seasonId: string, teamId: string, opponentId: string): Promise<readonly TeamMatchDoc[]>;
  names(players: readonly PlayerKey[], teamIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export interface SeasonHandlers {
  /** Called with all tickers of those days whenever one of them has changed. */
  tickers(tickers: readonly TickerDoc[]): void;
  /** Called with the figures of all teams of the season whenever one of them has changed. */
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

/** Return a document with its id among its fields. */
export const withId = ({ id, data }: Row): Json => ({ ...data, id });

export const matchRow = ({ id, data }: Row): MatchRow => ({ ...matchDocOf(data), id });

export const feedDocs = (rows: readonly Row[]): FeedDoc[] => feedDocsIn(rows.map(withId));
