// The documents that spectators read, as they arrive: every time is an ISO text, and any field may be missing, because
// a page may be older or newer than the functions that wrote a document.

import type {
  ArchiveHighlights, ArchiveReplay, ArchiveSummary, FeedDocument, FeedEvent, InningsProjection,
  LiveScore, Match, PlayerHeadToHeadStats, PlayerSeasonStats, ReplayLine, TeamMatchStats,
  TeamSeasonStats,
} from "@scrbrd/client/documents";

export type Json = { readonly [field: string]: unknown };

/** A document's type with every field optional at every depth, and times as texts. */
export type Loose<T> = T extends { toMillis(): number }
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Loose<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]?: Loose<T[Field]> | null }
      : T;

/** Marks a document that has unreadable fields. */
export interface Read {
  readonly hasUnread?: boolean;
}

export type ScoreDoc = Loose<LiveScore> & Read;
export type InningsDoc = Loose<InningsProjection>;
export type MatchDoc = Loose<Match> & Read;
export type FeedDoc = Loose<FeedDocument> & Read & { readonly id: string };
export type FeedEventDoc = Loose<FeedEvent>;
export type ReplayDoc = Loose<ArchiveReplay> & Read;
export type ReplayLineDoc = Loose<ReplayLine>;
export type SummaryDoc = Loose<ArchiveSummary> & Read;
export type HighlightsDoc = Loose<ArchiveHighlights>;
export type TeamSeasonDoc = Loose<TeamSeasonStats>;
export type PlayerSeasonDoc = Loose<PlayerSeasonStats>;
export type TeamMatchDoc = Loose<TeamMatchStats>;
export type FacingDoc = Loose<PlayerHeadToHeadStats>;

/** `tickers/{matchId}`: the short form of a match. */
export type TickerDoc = Loose<{
  matchId: string;
  status: string;
  scheduledAt: string;
  competitionId: string;
  seasonId: string;
  teamIds: string[];
  teams: { name: string; shortName: string }[];
  inningsNumber: number;
  innings: {
    team: number; runs: number; wickets: number; overs: number; balls: number; closed: string; isSuperOver: boolean;
  }[];
  batters: {
    playerId: string; playerName: string; runs: number; balls: number; isOnStrike: boolean;
  }[];
  bowler: { playerId: string; playerName: string; figures: string };
  strip: { actionId: string; display: string }[];
  lastBall: { actionId: string; commentary: string; timestamp: string };
  lastWicket: string;
  target: number;
  required: { runs: number; balls: number };
  dls: { method: string; target: number; par: number };
  stoppage: string;
  resultText: string;
  problemCount: number;
  version: number;
}> & Read;

export type EventData<Kind extends FeedEvent["type"]> = Loose<Extract<FeedEvent, { type: Kind }>["data"]>;

/** Return the data of a document's event of a kind; null if it has none. */
export function dataOf<Kind extends FeedEvent["type"]>(document: FeedDoc, kind: Kind): EventData<Kind> | null {
  const event = document.events?.find((each) => each.type === kind);
  return (event?.data ?? null) as EventData<Kind> | null;
}
