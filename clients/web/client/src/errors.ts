// The errors that the client throws, and the reasons why an action is held.

import type { Verdict } from "./fold/index.js";
import type { StoredRuling } from "./earlier_rulings.js";

/**
 * Why an action is held.
 *
 * - `overtaken`: another device was first, and the action's place is taken. For an undo or redo:
 *   another device has recorded since it was made.
 * - `invalid`: the rules accept such an action from nobody.
 * - `not_allowed`: the role or the match does not allow it; `objection` has the cause.
 * - `lost`: the app was closed, and the SDK's queue with it; the action was not refused.
 * - `behind`: the action itself is correct, but the action that it follows was refused as `invalid`,
 *   or an action of the innings before was refused.
 */
export type RefusalReason = "overtaken" | "invalid" | "not_allowed" | "lost" | "behind";

/**
 * Why the person may not record here, as far as the match and the role show.
 *
 * - Causes in the match: `no_match`, `locked`, `not_open` (nothing is recorded in its status),
 *   `completed` (for longer than its grace period), `provider` (a data provider writes its log),
 *   `kept_in_books`, `kept_in_log`.
 * - Causes in the role: `no_role`, `role_revoked`, `role_ended`, `role_not_begun`, `role_not_taken` (its
 *   status is not that of an official on duty), `umpire_in_log`, `admin_in_book`.
 * - `unasked`: the network was gone for seconds when the server should have been asked.
 */
export type Objection =
  | "no_match" | "locked" | "not_open" | "completed" | "provider" | "kept_in_books" | "kept_in_log"
  | "no_role" | "role_revoked" | "role_ended" | "role_not_begun" | "role_not_taken"
  | "umpire_in_log" | "admin_in_book"
  | "unasked";

export interface Refusal {
  readonly reason: RefusalReason;
  /** One sentence for the scorer's log; apps may word their own from `reason`. */
  readonly message: string;
  /** With `invalid`, if known: the wrong field, such as `wicket.fielderIds[1]`. */
  readonly field?: string;
  /** With `not_allowed`: its cause; absent in refusals stored by an earlier version. */
  readonly objection?: Objection;
  /** With `behind`: the nonce of the held action that must be dealt with first. */
  readonly behind?: string;
}

/** Thrown for an action that cannot be sent because `field` is wrong; nothing has changed. */
export class InvalidAction extends Error {
  override readonly name = "InvalidAction";
  readonly field: string;

  constructor(field: string, what: string) {
    super(`${field} ${what}`);
    this.field = field;
  }
}

/** Thrown for an action that the Laws refuse, if the app asked for that check; nothing has changed. */
export class AgainstTheLaws extends Error {
  override readonly name = "AgainstTheLaws";

  /**
   * `verdicts` are all verdicts on the action, including those that only flag it; `nonce` is that
   * of the held action that was to be recorded again.
   */
  constructor(readonly verdicts: readonly Verdict[], readonly nonce?: string) {
    super(verdicts.find(({ outcome }) => outcome === "refused")?.sentence);
  }
}

/** Thrown for an undo or a redo that the server has refused; it is held. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly reason: RefusalReason;
  /** The code of the server's answer, such as `permission-denied`. */
  readonly code: string | undefined;

  constructor({ reason, message }: Refusal, answer: unknown) {
    super(message, { cause: answer });
    this.reason = reason;
    this.code = (answer as { readonly code?: string } | undefined)?.code;
  }
}

/** Thrown if another tab of this browser already scores the innings. */
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

/** Thrown if another official has ruled on the same matter meanwhile; nothing was written. */
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
