// Restarts listeners that end with a failure: a Firestore listener (refused while rules are deployed), a stream of
// events that the browser has given up, the SDK that could not be loaded.

import type { Stop } from "./source.ts";

export const FIRST_WAIT_MS = 5_000;
export const LONGEST_WAIT_MS = 60_000;

export interface ListenerReport {
  /** Data has arrived: the wait after the next failure is the shortest again. */
  alive(): void;
  /** The listener has ended with a failure. */
  failed(): void;
}

/**
 * Begin to listen, and again after each failure, until the returned function is called. The wait is five seconds at
 * first, a minute at most. `lost` is called after every failure.
 */
export function keepListening(begin: (report: ListenerReport) => Stop, lost: () => void): Stop {
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
        // Half of the wait is random, so that a crowd does not reconnect at once.
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
