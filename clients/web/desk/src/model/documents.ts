// The documents that the desk reads, with the fields that it uses. Any field may be missing, because people and
// older versions wrote them.

/** A Firestore Timestamp or an ISO 8601 text. */
export type Moment = { toMillis(): number } | string;

export interface MatchDocument {
  readonly homeTeamId: string;
  readonly awayTeamId: string;
  readonly homeTeamName?: string | null;
  readonly awayTeamName?: string | null;
  readonly seasonId?: string | null;
  readonly format?: string | null;
  readonly venue?: string | null;
  readonly scheduledAt?: Moment | null;
  readonly status?: string | null;
  readonly validationTier?: string | null;
  readonly completedAt?: Moment | null;
  readonly lockedAt?: Moment | null;
  readonly lockedBy?: string | null;
  readonly conditions?: { readonly playersPerSide?: number | null; readonly graceMinutes?: number | null } | null;
}

/** `tickers/{matchId}`, with the fields that the desk shows. */
export interface TickerDocument {
  readonly teams?: readonly { readonly name: string; readonly shortName: string }[];
  readonly innings?: readonly {
    readonly team?: number | null; readonly runs: number; readonly wickets: number; readonly overs: number;
    readonly closed?: string | null;
    /** Legal balls; only in the Hundred. */
    readonly balls?: number | null;
    readonly isSuperOver?: boolean | null;
  }[];
  /** The number of the present or last innings, 1-based, super overs included. */
  readonly inningsNumber?: number | null;
  readonly resultText?: string | null;
}

export interface LineupDocument {
  readonly id: string;
  readonly teamId: string;
  readonly playerId: string;
  readonly playerName?: string | null;
  readonly role?: string | null;
  readonly isCaptain?: boolean;
  readonly isViceCaptain?: boolean;
  readonly isWicketkeeper?: boolean;
  readonly isGuest?: boolean;
  readonly battingPosition?: number | null;
  readonly selectedBy?: string | null;
  readonly confirmedAt?: Moment | null;
  readonly confirmedBy?: string | null;
}

export interface RoleDocument {
  readonly id: string;
  readonly matchId: string;
  readonly personId: string;
  readonly role: string;
  readonly status: string;
  readonly startDate?: Moment | null;
  readonly endDate?: Moment | null;
  readonly revokedAt?: Moment | null;
  readonly confirmedAt?: Moment | null;
  readonly arrivedAt?: Moment | null;
}

export type Seat = "home" | "away" | "neutral" | "umpire";

/** The fields of an action, a ball or a fact; see docs/log.md. */
export type ActionFields = Readonly<Record<string, unknown>>;

export interface Claim {
  readonly personId: string;
  readonly entryId: string;
  readonly ball: ActionFields;
}

export interface Total {
  readonly runs: number;
  readonly wickets: number;
  readonly legalBalls: number;
}

export interface DisputeDocument {
  readonly id: string;
  readonly status: string;
  readonly inningsNumber: number;
  readonly place: number;
  readonly kind: string;
  readonly blocks: boolean;
  readonly fields: readonly string[];
  readonly claims: { readonly [seat in Seat]?: Claim };
  readonly suggestion?: { readonly cause: string; readonly seat: Seat | null } | null;
  readonly actionId?: string | null;
  readonly raisedAt?: Moment | null;
  readonly resolvedAt?: Moment | null;
  readonly method?: string | null;
  readonly rulingNumber?: number | null;
  /** Only for kind `provider`: the totals of the data provider, and of the log at the same legal ball. */
  readonly provider?: (Total & { readonly name: string }) | null;
  readonly log?: Total | null;
}

/** `matches/{matchId}/rulings/{number}`, on a dispute or on the tier. */
export interface RulingDocument {
  readonly number: number;
  readonly kind: string;
  readonly method?: string;
  /** A seat, `neither` or `action`. */
  readonly accepts?: string;
  readonly action?: ActionFields | null;
  /** By seat: the entries that the ruling is about, and the persons who recorded them. */
  readonly entries?: { readonly [seat in Seat]?: string };
  readonly persons?: { readonly [seat in Seat]?: string } | null;
  /** The seats whose books lack the ball. */
  readonly missed?: readonly Seat[] | null;
  readonly reason?: string;
  readonly evidence?: string | null;
  readonly decidedBy: string;
  readonly decidedAs: string;
  readonly createdAt?: Moment | null;
}

export interface Standing {
  readonly personId: string;
  readonly votes: boolean;
  readonly isSilent: boolean;
  readonly submitted: number;
  readonly agreed: number;
  readonly waiting: number;
  readonly behind: number;
  /** The number of balls of the log that its book lacks. */
  readonly missed?: number;
  /** The number of its balls whose score differs from the log. */
  readonly dissents?: number;
  /** The number of its balls that the log lacks. */
  readonly extras?: number;
  /** The share of agreed balls among all of these, 0 to 1; null before the first. */
  readonly agreementRate?: number | null;
}

export interface ScoreDifference {
  readonly seat: Seat;
  readonly message: string;
  readonly law?: string | null;
}

export interface ConsensusDocument {
  readonly tier: string;
  readonly seats: { readonly [seat in Seat]?: Standing };
  readonly blockedAt: string | null;
  readonly openDisputes: number;
}

export interface ProblemDocument {
  readonly actionId: string;
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly law?: string | null;
  readonly field?: string | null;
}

export interface HealthDocument {
  readonly problemCount: number;
  readonly problems: readonly ProblemDocument[];
  readonly scoreDifferences?: readonly ScoreDifference[] | null;
  readonly failed?: { readonly what?: string; readonly error?: string } | null;
  readonly lastUpdated?: Moment | null;
}

export interface NoticeDocument {
  readonly disputes: readonly { readonly disputeId: string; readonly asked: string }[];
}

/** Return a moment in milliseconds; null if it is missing or unreadable. */
export function millisOf(moment: Moment | null | undefined): number | null {
  const millis = typeof moment === "string" ? Date.parse(moment) : (moment?.toMillis?.() ?? NaN);
  return Number.isNaN(millis) ? null : millis;
}
