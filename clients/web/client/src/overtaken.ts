// Asks the server until it answers, such as, before an undo is sent, whether another device has
// recorded. For a while after the network is gone the SDK still reports that it is online, and it
// sends later whatever it was given meanwhile; for a while after it is back, it reports that it is
// offline.

import type { InningsLog } from "./log.js";

/** The delay before a server that does not answer is asked again. */
const AGAIN_MS = 1_000;

/** Return what `ask` resolves with, called again while it rejects and `mayAsk`; undefined if it never does. */
export async function answerOf<Answer>(
  ask: () => Promise<Answer>, mayAsk: () => boolean,
): Promise<Answer | undefined> {
  while (mayAsk()) {
    try {
      return await ask();
    } catch {
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }
  return undefined;
}

/**
 * Return whether the server has an action right after a sequence number that this device did not
 * record. Returns false, without an answer, once the log knows that it is offline, or if `isLeft`.
 */
export async function isOvertaken(
  log: InningsLog, sequenceNumber: number, isOwn: (nonce: unknown) => boolean, isLeft: () => boolean,
): Promise<boolean> {
  const next = await answerOf(() => log.actionAfter(sequenceNumber), () => log.isCurrent && !isLeft());
  return next !== undefined && !isOwn(next["nonce"]);
}
