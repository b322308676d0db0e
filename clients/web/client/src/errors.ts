// The errors that the client raises, and the reasons for which an action is held.

import type { Verdict } from "./fold/index.js";
import type { StoredRuling } from "./ruled.js";

/**
 * Why an action is held.
 *
 * - `overtaken`: another device was first; the action's place is taken. Of an undo or redo: another
 *   device has recorded since it was made.
 * - `invalid`: the rules do not let such an action in, whoever sends it.
 * - `not_allowed`: the role or the match stands against it; `objection` says what.
 * - `lost`: the app was closed and the SDK's queue with it; nobody refused it.
 * - `behind`: nothing is wrong with it, but the action that it follows was refused as `invalid`, or
 *   something of the innings before was refused.
 */
export type RefusalReason = "overtaken" | "invalid" | "not_allowed" | "lost" | "behind";

/**
 * Why one may not record here, as far as the match and the role tell.
 *
 * - `no_match`, `locked`, `not_open` (its status is none in which anything is recorded), `completed` (for
 *   longer than its grace period), `provider` (a data provider writes its log), `kept_in_books`,
 *   `kept_in_log`: of the match.
 * - `no_role`, `role_revoked`, `role_ended`, `role_not_begun`, `role_not_taken` (its status is none of an
 *   official who is there), `umpire_in_log`, `admin_in_book`: of the role.
 * - `unasked`: the network went before the server could be asked.
 */
export type Objection =
  | "no_match" | "locked" | "not_open" | "completed" | "provider" | "kept_in_books" | "kept_in_log"
  | "no_role" | "role_revoked" | "role_ended" | "role_not_begun" | "role_not_taken"
  | "umpire_in_log" | "admin_in_book"
  | "unasked";

export interface Refusal {
  readonly reason: RefusalReason;
  /** One sentence for the scorer's log; apps word their own from `reason`. */
  readonly message: string;
  /** With `invalid`, where it is known: the field that is wrong, such as `wicket.fielderIds[1]`. */
  readonly field?: string;
  /** With `not_allowed`: which of its causes it is; absent in what an earlier version has stored. */
  readonly objection?: Objection;
  /** With `behind`: the nonce of the held action that has to be mended first. */
  readonly behind?: string;
}

/** An action that cannot be sent: `field` is wrong, and nothing has happened. */
export class InvalidAction extends Error {
  override readonly name = "InvalidAction";
  readonly field: string;

  constructor(field: string, what: string) {
    super(`${field} ${what}`);
    this.field = field;
  }
}

/** An action that the Laws refuse, raised where the app asked for that; nothing has happened. */
export class AgainstTheLaws extends Error {
  override readonly name = "AgainstTheLaws";

  /**
   * `verdicts` are all of the action, those that only flag it too; `nonce` is the held action's that
   * was to be recorded again.
   */
  constructor(readonly verdicts: readonly Verdict[], readonly nonce?: string) {
    super(verdicts.find(({ outcome }) => outcome === "refused")?.sentence);
  }
}

/** The server has refused an undo or a redo; it is held. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly reason: RefusalReason;
  /** Of the server's answer, such as `permission-denied`. */
  readonly code: string | undefined;

  constructor({ reason, message }: Refusal, answer: unknown) {
    super(message, { cause: answer });
    this.reason = reason;
    this.code = (answer as { readonly code?: string } | undefined)?.code;
  }
}

/** Another tab of this browser scores the innings already. */
export class AlreadyOpen extends Error {
  override readonly name = "AlreadyOpen";

  constructor(key: string) {
    super(`${key} is open in another tab of this browser; score in one tab only`);
  }
}

const DECIDERS: Readonly<Record<string, string>> = {
  umpire_on_field: "The on-field umpire", umpire_third: "The third umpire", match_referee: "The match referee",
  admin: "An administrator",
};

/** Another official has ruled on the same at the same time, or since it was looked at; nothing was written. */
export class AlreadyRuled extends Error {
  override readonly name = "AlreadyRuled";
  readonly code = "already_ruled";

  /** `ruling` is the one that counts. */
  constructor(readonly ruling: StoredRuling) {
    const who = DECIDERS[ruling.decidedAs] ?? "Another official";
    super(`${who} has ruled already, in ruling ${ruling.number}: ${inWords(ruling)}. Yours was not written`);
  }
}

function inWords({ kind, accepts }: StoredRuling): string {
  if (kind === "tier") return "others score from now on";
  if (accepts === "neither") return "there was no such ball";
  if (accepts === "action") return "the ball is another than both say";
  return accepts === "umpire" ? "the umpire who scores has it right" : `the ${accepts} scorer has it right`;
}
