// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "./moment.js";
import type { LedgerWhat } from "./vocabulary.js";

/** At most 128 links of the chain of hashes. */
export interface LedgerDocument {
  entries: readonly LedgerLink[];
}

/** One link of the chain of hashes. */
export interface LedgerLink {
  /** from 1, over the whole match */
  number: number;
  what: LedgerWhat;
  actionId: string;
  /** 1-based, super overs included */
  inningsNumber: number;
  /** 1-based in its innings */
  sequenceNumber: number;
  /** the server's time of the recorded write */
  updateTime?: Timestamp | null;
  /** SHA-256, 64 hexadecimal digits */
  hash: string;
  /** JSON of the fields of a void or a redo, which a later one overwrites */
  void?: string | null;
}
