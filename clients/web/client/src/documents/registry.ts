// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Moment, Timestamp } from "./moment.js";

/** The public fields of a person. */
export interface Person {
  /** the server's */
  updatedAt: Timestamp;
  /** the caller */
  updatedBy: string;
  /** the server's */
  createdAt: Timestamp;
  /** the document's */
  id: string;
  displayName: string;
  photoUrl?: string | null;
  battingStyle?: string | null;
  bowlingStyle?: string | null;
}

/** The officials' checklist before play. */
export interface PreMatchProcedure {
  /** the server's */
  updatedAt: Timestamp;
  /** the caller */
  updatedBy: string;
  /** the document's */
  matchId: string;
  /** findings by name: text or flag */
  pitchInspection?: Record<string, string | boolean> | null;
  /** findings by name: text or flag */
  groundInspection?: Record<string, string | boolean> | null;
  /** findings by name: text or flag */
  weather?: Record<string, string | boolean> | null;
  /** findings by name: text or flag */
  checklist?: Record<string, string | boolean> | null;
  notes?: string | null;
}

/** The private fields of a person. */
export interface Profile {
  /** the server's */
  updatedAt: Timestamp;
  /** the caller */
  updatedBy: string;
  email?: string | null;
  phone?: string | null;
  dateOfBirth?: Moment | null;
  address?: string | null;
  guardianName?: string | null;
  guardianPhone?: string | null;
  medicalNotes?: string | null;
}

/** A school or a club. */
export interface School {
  /** the server's */
  updatedAt: Timestamp;
  /** the caller */
  updatedBy: string;
  /** the server's */
  createdAt: Timestamp;
  /** the document's */
  id: string;
  name: string;
  shortName?: string | null;
  city?: string | null;
  country?: string | null;
  website?: string | null;
  logoUrl?: string | null;
  /** one, or a list */
  colours?: string | readonly string[] | null;
}

/** A season; administrators may add other fields. */
export interface Season {
  id?: string | null;
  name?: string | null;
  startDate?: Moment | null;
  endDate?: Moment | null;
}

/** A team's pool of players in a season. */
export interface Squad {
  /** the server's */
  updatedAt: Timestamp;
  /** the caller */
  updatedBy: string;
  /** the server's */
  createdAt: Timestamp;
  /** the document's */
  id: string;
  name?: string | null;
  teamId: string;
  seasonId: string;
  competitionId?: string | null;
}

/** A player of a squad. */
export interface SquadPlayer {
  /** the server's */
  updatedAt: Timestamp;
  /** the caller */
  updatedBy: string;
  /** the document's */
  playerId: string;
  playerName?: string | null;
  jerseyNumber?: string | null;
  role?: string | null;
}

/** A team of a school. */
export interface Team {
  /** the server's */
  updatedAt: Timestamp;
  /** the caller */
  updatedBy: string;
  /** the server's */
  createdAt: Timestamp;
  /** the document's */
  id: string;
  name: string;
  shortName?: string | null;
  schoolId: string;
  ageGroup?: string | null;
  division?: string | null;
  logoUrl?: string | null;
  /** one, or a list */
  colours?: string | readonly string[] | null;
  homeVenue?: string | null;
}
