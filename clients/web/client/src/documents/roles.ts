// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "./moment.js";
import type { AssignmentStatus, MatchRole, SchoolRole, TeamRole } from "./vocabulary.js";

/** `match_role_assignments/{matchId}_{personId}_{role}`: an official of one match. */
export interface MatchRoleAssignment {
  id?: string | null;
  personId: string;
  startDate?: Timestamp | null;
  endDate?: Timestamp | null;
  seasonId?: string | null;
  assignedBy?: string | null;
  assignedAt?: Timestamp | null;
  revokedBy?: string | null;
  revokedAt?: Timestamp | null;
  createdAt?: Timestamp | null;
  updatedAt?: Timestamp | null;
  matchId: string;
  role: MatchRole;
  status: AssignmentStatus;
  confirmedAt?: Timestamp | null;
  arrivedAt?: Timestamp | null;
}

/** `school_role_assignments/{schoolId}_{personId}_{role}`: a role at a school. */
export interface SchoolRoleAssignment {
  id?: string | null;
  personId: string;
  startDate?: Timestamp | null;
  endDate?: Timestamp | null;
  seasonId?: string | null;
  assignedBy?: string | null;
  assignedAt?: Timestamp | null;
  revokedBy?: string | null;
  revokedAt?: Timestamp | null;
  createdAt?: Timestamp | null;
  updatedAt?: Timestamp | null;
  schoolId: string;
  role: SchoolRole;
  isPrimary?: boolean;
  notes?: string | null;
}

/** `team_role_assignments/{teamId}_{personId}_{role}`: a team's player or member of staff. */
export interface TeamRoleAssignment {
  id?: string | null;
  personId: string;
  startDate?: Timestamp | null;
  endDate?: Timestamp | null;
  seasonId?: string | null;
  assignedBy?: string | null;
  assignedAt?: Timestamp | null;
  revokedBy?: string | null;
  revokedAt?: Timestamp | null;
  createdAt?: Timestamp | null;
  updatedAt?: Timestamp | null;
  teamId: string;
  role: TeamRole;
  isCaptain?: boolean;
  isViceCaptain?: boolean;
  jerseyNumber?: string | null;
  notes?: string | null;
}
