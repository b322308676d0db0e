// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "./moment.js";

/** The number of readers of a match at one process of the gateway. */
export interface PresenceShard {
  matchId: string;
  /** sockets and streams */
  watching: number;
  updatedAt: Timestamp;
  /** TTL: a minute after the write */
  expireAt: Timestamp;
}
