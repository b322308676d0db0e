// Keeps up what is listened to, and may end by a failure: a listener of Firestore (a refusal while rules are
// deployed ends it), a stream of events that the browser has given up, the SDK that has not come.

import type { Stop } from "./source.ts";

export const FIRST_WAIT_MS = 5_000;
export const LONGEST_WAIT_MS = 60_000;

export interface Heard {
  /** Something has come: the next failure is the first again. */
  alive(): void;
  /** It has ended by a failure. */
  failed(): void;
}

/**
 * Begin to listen, and again after each failure until the answer is called: after five seconds at
 * first, a minute at most. `lost` is told of every failure.
 */
export function keepListening(begin: (heard: Heard) => Stop, lost: () => void): Stop {
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let stop: Stop = () => undefined;
  const open = (): void => {
    stop = begin({
      alive: () => { wait = FIRST_WAIT_MS; },
      failed: () => {
        if (isStopped) return;
        lost();
        // Half of the wait is by chance, so that a crowd does not come back at once.
        timer = setTimeout(open, wait * (1 + Math.random()) / 2);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      },
    });
  };
  open();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    stop();
  };
}
