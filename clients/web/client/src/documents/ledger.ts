// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "./moment.js";
import type { LedgerWhat } from "./vocabulary.js";

/** 128 links of the chain at most. */
export interface LedgerDocument {
  entries: readonly LedgerLink[];
}

/** One link of the chain. */
export interface LedgerLink {
  /** from 1, over the whole match */
  number: number;
  what: LedgerWhat;
  actionId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  /** 1-based in its innings */
  sequenceNumber: number;
  /** of the write that it tells of, by the server */
  updateTime?: Timestamp | null;
  /** SHA-256, 64 hexadecimal digits */
  hash: string;
  /** JSON of what a void or a redo said; the next one overwrites it */
  void?: string | null;
}
