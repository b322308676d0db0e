// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "./moment.js";

/** How many follow a match over one process of the gateway. */
export interface PresenceShard {
  matchId: string;
  /** sockets and streams */
  watching: number;
  updatedAt: Timestamp;
  /** TTL: a minute after it was written */
  expireAt: Timestamp;
}
