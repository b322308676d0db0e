// Asks the server, before an undo is sent, whether another device has recorded. The SDK says for a while
// that it has reception when that is gone, and sends later whatever it was given meanwhile.

import type { InningsLog } from "./log.js";

/** How long a server that does not answer is left alone before it is asked again. */
const AGAIN_MS = 1_000;

/**
 * Return whether the server has an action right behind a sequence number that is none of this
 * device's own; false, without an answer, once the log knows that reception is gone or `isLeft`.
 */
export async function isOvertaken(
  log: InningsLog, sequenceNumber: number, isOwn: (nonce: unknown) => boolean, isLeft: () => boolean,
): Promise<boolean> {
  while (log.isCurrent && !isLeft()) {
    try {
      const there = await log.behind(sequenceNumber);
      return there !== undefined && !isOwn(there["nonce"]);
    } catch {
      await new Promise((again) => setTimeout(again, AGAIN_MS)); // the log will know soon
    }
  }
  return false;
}
