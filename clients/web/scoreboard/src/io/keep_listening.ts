// Keeps a listener up: Firestore ends one that fails, a refusal while rules are deployed among the
// failures, and never begins it again.

import { FIRST_WAIT_MS, LONGEST_WAIT_MS } from "./event_stream.ts";
import type { Stop } from "./source.ts";

export interface Heard {
  /** Something has come: the next failure is the first again. */
  alive(): void;
  /** The listener has ended by a failure. */
  failed(): void;
}

/**
 * Begin a listener, and again after each failure until the answer is called: after five seconds at
 * first, a minute at most, half of it by chance. `lost` is told of every failure.
 */
export function keepListening(begin: (heard: Heard) => Stop, lost: () => void): Stop {
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: Stop = () => undefined;
  const open = (): void => {
    stop = begin({
      alive: () => { wait = FIRST_WAIT_MS; },
      failed: () => {
        lost();
        timer = setTimeout(open, wait * (1 + Math.random()) / 2);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      },
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    stop();
  };
}
