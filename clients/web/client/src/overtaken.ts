// Asks the server, before an undo is sent, whether another device has recorded. For a while after
// the network is gone the SDK still reports that it is online, and it sends later whatever it was
// given meanwhile.

import type { InningsLog } from "./log.js";

/** The delay before a server that does not answer is asked again. */
const AGAIN_MS = 1_000;

/**
 * Return whether the server has an action right after a sequence number that this device did not
 * record. Returns false, without an answer, once the log knows that it is offline, or if `isLeft`.
 */
export async function isOvertaken(
  log: InningsLog, sequenceNumber: number, isOwn: (nonce: unknown) => boolean, isLeft: () => boolean,
): Promise<boolean> {
  while (log.isCurrent && !isLeft()) {
    try {
      const next = await log.actionAfter(sequenceNumber);
      return next !== undefined && !isOwn(next["nonce"]);
    } catch {
      await new Promise((again) => setTimeout(again, AGAIN_MS)); // the log will soon notice it
    }
  }
  return false;
}
