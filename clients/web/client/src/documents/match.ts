// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { PowerplaySpan } from "./actions.js";
import type { Moment } from "./moment.js";
import type {
  LawsEdition,
  LineupRole,
  MatchFormat,
  MatchStatus,
  Outcome,
  RainMethod,
  ScoredBy,
  SubstitutionReason,
  TossDecision,
  ValidationTier,
} from "./vocabulary.js";

/** What was awarded after the match. */
export interface Awards {
  playerOfMatchIds?: readonly string[];
}

/** `competitions/{competitionId}`: the fields that the rules check and the functions read. */
export interface Competition {
  id?: string | null;
  name?: string | null;
  seasonId?: string | null;
  format?: MatchFormat | null;
  startDate?: Moment | null;
  endDate?: Moment | null;
  /** people who enter matches */
  ownerIds?: readonly string[] | null;
  tableRules?: TableRules | null;
}

/** The playing conditions that a match sets itself; None: as its format has it. */
export interface Conditions {
  ballsPerOver?: number | null;
  oversPerInnings?: number | null;
  inningsPerSide?: number | null;
  playersPerSide?: number | null;
  noBallRuns?: number | null;
  wideRuns?: number | null;
  freeHit?: boolean | null;
  maxOversPerBowler?: number | null;
  powerplays?: readonly PowerplaySpan[] | null;
  lastManStands?: boolean | null;
  lawsEdition?: LawsEdition | null;
  graceMinutes?: number | null;
  minimumOvers?: number | null;
  g50?: number | null;
  rainMethod?: RainMethod | null;
  followOnLead?: number | null;
}

/** The time of the match's last completion, and the action of the log that completed it. `actionId` is the action that completed it, or the one that this action corrects. It is kept while the match is open again, so that an end that is undone and redone, or recorded again within the grace period, starts no new period. */
export interface LastCompletion {
  actionId: string;
  at: Moment;
}

/** `matches/{matchId}/lineups/{teamId}_{playerId}`: one player's part in one match. */
export interface Lineup {
  id?: string | null;
  matchId?: string | null;
  teamId: string;
  playerId: string;
  playerName?: string | null;
  role?: LineupRole;
  isCaptain?: boolean;
  isViceCaptain?: boolean;
  isWicketkeeper?: boolean;
  isGuest?: boolean;
  squadId?: string | null;
  /** 1-based */
  battingPosition?: number | null;
  /** 1-based */
  battedAt?: number | null;
  tookPart?: boolean | null;
  replacedBy?: string | null;
  substitutedAt?: Moment | null;
  substitutedFor?: string | null;
  substitutionReason?: SubstitutionReason | null;
  selectedAt?: Moment | null;
  selectedBy?: string | null;
  confirmedAt?: Moment | null;
  confirmedBy?: string | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
}

/** By how much a match was won; the functions write it. */
export interface Margin {
  runs?: number | null;
  wickets?: number | null;
  innings?: number | null;
}

/** `matches/{matchId}`: metadata only, never a score. */
export interface Match {
  homeTeamId: string;
  awayTeamId: string;
  homeTeamName?: string | null;
  awayTeamName?: string | null;
  seasonId?: string | null;
  competitionId?: string | null;
  countsFor?: string | null;
  acceptedBy?: string | null;
  acceptedAt?: Moment | null;
  format?: MatchFormat;
  conditions?: Conditions;
  venue?: string | null;
  scheduledAt?: Moment | null;
  toss?: Toss | null;
  validationTier?: ValidationTier;
  scoredBy?: ScoredBy;
  awards?: Awards | null;
  attribution?: string | null;
  sourceFacts?: SourceFacts | null;
  status?: MatchStatus;
  result?: MatchResult | null;
  completedAt?: Moment | null;
  lastCompletion?: LastCompletion | null;
  lockedAt?: Moment | null;
  lockedBy?: string | null;
  createdBy?: string | null;
  createdAt?: Moment | null;
  updatedAt?: Moment | null;
}

/** The result as the match document holds it; the functions write it at transitions. */
export interface MatchResult {
  outcome: Outcome;
  winnerTeamId?: string | null;
  by?: Margin | null;
  method?: string | null;
  text?: string;
}

/** Facts from the file a match was imported from that no other field of the match holds. No score needs them. `facts` are those of the match as a whole (city, officials, dates), `rest` is JSON text of everything else needed to write the file again. */
export interface SourceFacts {
  name: string;
  facts?: unknown;
  rest?: string | null;
}

/** Points for a match by its outcome; they may be fractions or negative. The defaults are 2, 1, 1, 1 and 0, in the order of the fields. */
export interface TableRules {
  win?: number | null;
  tie?: number | null;
  draw?: number | null;
  noResult?: number | null;
  loss?: number | null;
}

/** Who won the toss and what they chose. */
export interface Toss {
  winnerTeamId: string;
  decision: TossDecision;
}
