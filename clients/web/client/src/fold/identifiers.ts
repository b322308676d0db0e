// Defines valid ids, and the id that replaces any other text.

import { sha256 } from "./sha256.js";
import { utf8Length } from "./text.js";

const LONGEST_ID = 100;
const DIGEST_LENGTH = 8;
const LONGEST_ID_BYTES = 200;
const CHARACTERS = /^[A-Za-z0-9_.-]+$/;
const RESERVED = /^(\.\.?|__.*__)$/;

/**
 * Return whether a text is an id: 1 to 100 ASCII letters, digits, `_`, `.` and `-`, except those that
 * Firestore reserves: `.`, `..` and `__.*__`.
 */
export function isId(text: string): boolean {
  return text.length <= LONGEST_ID && CHARACTERS.test(text) && !RESERVED.test(text);
}

/** Return an id as the state keeps it: a text that is too long is replaced by its mapped id. */
export function shortenLongId(text: string): string {
  const isShort = text.length * 4 <= LONGEST_ID_BYTES || utf8Length(text) <= LONGEST_ID_BYTES;
  return isShort ? text : asId(text);
}

/** Return the id that replaces a text: its letters and digits, followed by a digest of it. */
export function asId(text: string): string {
  if (isId(text)) {
    return text;
  }
  const plain = text.normalize("NFKD").replace(/[^\x00-\x7f]/g, "");
  const words = plain.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const digest = sha256(new TextEncoder().encode(text)).slice(0, DIGEST_LENGTH);
  const stem = words.slice(0, LONGEST_ID - DIGEST_LENGTH - 1).replace(/-+$/, "");
  return stem ? `${stem}-${digest}` : digest;
}
