// Owns what an action of the log looks like: `docs/log.md` lists the fields, the rules check them.
// Knows no Firestore and no network.

/**
 * What a scorer says of one ball; optional fields are left out, never null.
 *
 * @typedef {object} Ball
 * @property {number} overNumber 0-based
 * @property {number} ballInOver 1-based, wides and no-balls counted
 * @property {string} strikerId
 * @property {string} nonStrikerId "" when the last man stands alone
 * @property {string} bowlerId
 * @property {number} [runsOffBat]
 * @property {Record<string, number>} [extras] runs by wide, noBall, bye, legBye, penalty
 * @property {{type: string, dismissedPlayerId: string}} [wicket]
 * @property {boolean} [notCounted] neither wide nor no-ball, yet not in the over (Law 17.3.2)
 */

const SCHEMA_VERSION = 3;
const NO_WICKETS = ["retired_hurt", "retired_not_out"];

/**
 * The fields of a delivery, with those that follow from others: the total, whether the ball counts
 * in the over, whether a wicket fell.
 *
 * @param {Ball} ball
 */
export function delivery(ball) {
  const extras = ball.extras ?? {};
  const runsOffBat = ball.runsOffBat ?? 0;
  const sum = Object.values(extras).reduce((runs, more) => runs + more, 0);
  return {
    ...ball,
    type: "delivery",
    runsOffBat,
    extras,
    totalRuns: runsOffBat + sum,
    isLegalDelivery: !ball.notCounted && !extras.wide && !extras.noBall,
    isWicket: ball.wicket !== undefined && !NO_WICKETS.includes(ball.wicket.type),
  };
}

/** A name for an action that no other device makes up. */
export function newNonce() {
  return crypto.randomUUID();
}

/**
 * The place behind `last`, the newest action of the innings; the first one where there is none.
 *
 * @param {number} inningsNumber 1-based
 * @param {{sequenceNumber: number, nonce: string} | undefined} last
 */
export function placeAfter(inningsNumber, last) {
  const sequenceNumber = (last?.sequenceNumber ?? 0) + 1;
  return {
    id: `${inningsNumber}_${sequenceNumber}`,
    inningsNumber,
    sequenceNumber,
    follows: last?.nonce ?? "",
  };
}

/**
 * The document of an entry of `unconfirmed.js`, but for the server's times.
 *
 * @param {import("./unconfirmed.js").Entry} entry
 * @param {{matchId: string, personId: string, role: string}} recorder
 */
export function documentOf(entry, { matchId, personId, role }) {
  const { id, inningsNumber, sequenceNumber, follows, nonce, timestamp, fields, target } = entry;
  return {
    ...fields,
    id, matchId, inningsNumber, sequenceNumber, nonce, follows,
    ...(target && { [target.field]: target.id }),
    recordedBy: personId,
    recordedAs: role,
    source: target?.field === "corrects" ? "correction" : "live",
    timestamp: new Date(timestamp),
    schemaVersion: SCHEMA_VERSION,
    isVoided: false,
  };
}
