// Values for the tests of the desk's view models: penalties, a time, a ball and a dispute.

/** Those of the Laws (21.14 and 22.6). */
export const PENALTIES = { noBall: 1, wide: 1 };
export const at = (millis) => ({ toMillis: () => millis });
export const ball = (more = {}) => ({
  type: "delivery", overNumber: 1, ballInOver: 2, strikerId: "s", nonStrikerId: "n", bowlerId: "b",
  runsOffBat: 4, extras: {}, ...more,
});
/** Return a dispute in which home claims a four and away a six. */
export const dispute = (more = {}) => ({
  id: "1_9", status: "open", inningsNumber: 1, place: 9, kind: "score", blocks: true, fields: ["score"],
  claims: {
    away: { personId: "x", entryId: "1_9", ball: ball({ runsOffBat: 6 }) },
    home: { personId: "y", entryId: "1_9", ball: ball() },
  },
  ...more,
});
