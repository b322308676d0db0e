// Verifies an exported scorebook, as verifier/verify.py does, which describes the links. Knows no
// Firestore and no network; imports nothing; runs in browsers and in Node 20.

const SCHEME = "scrbrd-ledger-1";
const HEADER = { ledger: "string", matchId: "string", links: "number", head: "string" };
const LINE_FEED = 10;
const MOST_NESTED = 100; // no document is nested deeper than 20
const LONGEST_LINE = 2 ** 23; // bytes; a document has at most 2 ** 20, its JSON at most six times as many

/** The result of verifying a file. */
export interface Verified {
  readonly ok: boolean;
  /** The number of sound links. */
  readonly links: number;
  /** The hash of the last sound link; null if not even the header could be read. */
  readonly head: string | null;
  readonly firstFault: { readonly number: number; readonly kind: string; readonly text: string } | null;
}

type Fields = Record<string, unknown>;

interface Header {
  readonly matchId: string;
  readonly links: number;
  readonly head: string;
}

/** A link of the chain whose fields `checkLink` has checked. */
interface Link {
  readonly inningsNumber: number;
  readonly sequenceNumber: number;
  readonly record: { readonly what: string } & Fields;
  readonly hash: string;
}

/** The first fault of a file: the number of the link, its kind in one word, and a sentence. */
class Fault extends Error {
  constructor(readonly number: number, readonly kind: string, text: string) {
    super(text);
  }
}

/**
 * Return a value as canonical JSON (RFC 8785): numbers and texts as ECMAScript writes them. Throws
 * for half of a surrogate pair, which UTF-8 cannot encode, and for a value that is nested too
 * deeply.
 */
export function canonical(value: unknown, depth = 0): string {
  if (depth > MOST_NESTED) throw new Error("it is nested too deeply");
  if (Array.isArray(value)) return `[${value.map((part) => canonical(part, depth + 1)).join(",")}]`;
  if (!isMap(value)) return plain(value);
  const names = Object.keys(value).sort(); // by UTF-16 code units
  return `{${names.map((name) => `${plain(name)}:${canonical(value[name], depth + 1)}`).join(",")}}`;
}

function plain(value: unknown): string {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    throw new Error("it has half of a character");
  }
  return JSON.stringify(value);
}

/** Return the SHA-256 of a text in UTF-8, in hexadecimal digits. */
async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const isMap = (value: unknown): value is Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const hasFields = (value: unknown, names: string[]): value is Fields =>
  isMap(value) && canonical(Object.keys(value).sort()) === canonical(names.sort());

/** Return the object of a line. Throws if the line is not canonical JSON. */
function parseCanonical(bytes: Uint8Array): Fields {
  if (bytes.length > LONGEST_LINE) throw new Error(`it is longer than ${LONGEST_LINE} bytes`);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const value: unknown = JSON.parse(text);
  if (!isMap(value) || canonical(value) !== text) throw new Error("it is not canonical JSON");
  return value;
}

/** Return the object of a line. Throws a Fault with the link's number if it cannot be read. */
function readLine(bytes: Uint8Array, number: number): Fields {
  try {
    return parseCanonical(bytes);
  } catch (error) {
    throw new Fault(number, "edited", `the line of link ${number} cannot be read: ${error}`);
  }
}

/** Return where the line that begins at `start` ends: at a line feed, or at the end of the bytes. */
function endOfLine(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(LINE_FEED, start);
  return end >= 0 ? end : bytes.length;
}

/** Return the first position of `text` from `start` on; -1 if there is none. */
function find(bytes: Uint8Array, text: string, start: number): number {
  const wanted = new TextEncoder().encode(text);
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, start); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same += 1;
    if (same === wanted.length) return at;
  }
  return -1;
}

function readHeader(bytes: Uint8Array): Header {
  const header = readLine(bytes, 0);
  if (!hasFields(header, Object.keys(HEADER)) || header.ledger !== SCHEME) {
    throw new Fault(0, "edited", `the first line is no header of ${SCHEME}`);
  }
  for (const [name, type] of Object.entries(HEADER)) {
    const isRight = typeof header[name] === type && (type === "string" || isWhole(header[name]));
    if (!isRight) throw new Fault(0, "edited", "the header has a value of another type");
  }
  return header as unknown as Header;
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/** Return the link number that a line states; null if the line is not a link. */
function numberOf(link: Fields): number | null {
  const number = isMap(link.record) ? link.record.number : null;
  return isWhole(number) ? number : null;
}

/** Return the fault of a line that is not the expected link; `rest` are the bytes after it. */
function numberFault(link: Fields, expected: number, rest: Uint8Array): Fault {
  const number = numberOf(link);
  if (number === null) {
    return new Fault(expected, "edited", `where link ${expected} should be, there is no link`);
  }
  if (number < expected) {
    return new Fault(expected, "inserted", `behind link ${expected - 1} stands a second ${number}`);
  }
  if (hasLink(rest, expected)) {
    return new Fault(expected, "reordered", `link ${number} stands before link ${expected}`);
  }
  const text = `link ${expected} is missing; there is link ${number} instead`;
  return new Fault(expected, "deleted", text);
}

/** Return whether a line is the link with this number. Other lines are not parsed. */
function hasLink(bytes: Uint8Array, number: number): boolean {
  const mark = `"number":${number}`;
  let start = 0;
  for (let at = find(bytes, mark, 0); at >= 0; at = find(bytes, mark, start)) {
    const end = endOfLine(bytes, at);
    const begin = Math.max(start, bytes.lastIndexOf(LINE_FEED, at) + 1);
    if (isLink(bytes.subarray(begin, end), number)) return true;
    start = end;
  }
  return false;
}

function isLink(bytes: Uint8Array, number: number): boolean {
  try {
    return numberOf(parseCanonical(bytes)) === number;
  } catch {
    return false;
  }
}

const idOf = (link: Link | Fields): string => `${link.inningsNumber}_${link.sequenceNumber}`;

/** Return the link of a line. Throws if its fields are wrong, or its hash is not that of its content. */
async function checkLink(link: Fields, number: number, previous: string): Promise<Link> {
  const { inningsNumber, sequenceNumber, record, hash } = link;
  const isWell = hasFields(link, ["hash", "inningsNumber", "record", "sequenceNumber"]);
  if (!isWell || !hasFields(record, ["action", "number", "what"])) {
    throw new Fault(number, "edited", `link ${number} has other fields than a link has`);
  }
  const numbers = [inningsNumber, sequenceNumber];
  const texts = [hash, record.what];
  const isTyped = numbers.every(isWhole) && texts.every((text) => typeof text === "string");
  if (!isTyped || !(record.action === null || isMap(record.action))) {
    throw new Fault(number, "edited", `link ${number} has a value of another type`);
  }
  if (record.action === null) {
    throw new Fault(number, "deleted", `link ${number}: the document of ${idOf(link)} is gone`);
  }
  const parts = [inningsNumber, sequenceNumber, canonical(record), previous, ""];
  if (hash !== (await sha256(parts.join("\n")))) {
    throw new Fault(number, "edited", `link ${number} (${idOf(link)}) is not what was recorded`);
  }
  return link as unknown as Link;
}

/** The state of each action by the links so far: whether it exists, and whether it is voided. */
class History {
  readonly isVoided = new Map<string, boolean>();
  readonly lastLink = new Map<string, number>();

  /** Apply a link. Throws if it cannot follow the links before it. */
  add(link: Link, number: number): void {
    const id = idOf(link);
    const { what } = link.record;
    const known = this.isVoided.get(id);
    const canFollow = new Map([
      ["appended", known === undefined],
      ["corrected", known === undefined],
      ["edited", known !== undefined],
      ["removed", known !== undefined],
      ["voided", known === false],
      ["redone", known === true],
    ]);
    if (!canFollow.get(what)) {
      throw new Fault(number, "inserted", `link ${number}: ${id} cannot be ${what} here`);
    }
    if (what === "removed") this.isVoided.delete(id);
    else if (what !== "edited") this.isVoided.set(id, what === "voided");
    this.lastLink.set(id, number);
  }

  /** Throw if the log differs from the links. `end` is the number after the last link. */
  checkLog(log: Fields, end: number): void {
    const faults: Fault[] = [];
    for (const id of new Set([...this.isVoided.keys(), ...Object.keys(log).sort()])) {
      const isVoided = this.isVoided.get(id);
      const logged = Object.hasOwn(log, id) ? log[id] : undefined; // JSON has no undefined
      const number = this.lastLink.get(id) ?? end;
      if (logged === isVoided) continue;
      if (logged === undefined) {
        faults.push(new Fault(number, "deleted", `${id} is no longer in the log`));
      } else if (isVoided === undefined) {
        faults.push(new Fault(number, "inserted", `${id} of the log has no link`));
      } else {
        const now = logged === true ? "voided" : "in play";
        faults.push(new Fault(number, "edited", `${id} is ${now}, and no link says so`));
      }
    }
    if (faults.length) throw faults.reduce((one, other) => (other.number < one.number ? other : one));
  }
}

/** Throw if the file does not end as its header states. */
function checkEnd(header: Header, hashes: readonly string[], log: Fields | null): asserts log is Fields {
  const count = hashes.length - 1;
  const prefix = `the header says ${header.links} links, and`;
  if (count < header.links) {
    throw new Fault(count + 1, "truncated", `${prefix} the file ends behind ${count}`);
  }
  if (count > header.links) {
    throw new Fault(header.links + 1, "inserted", `${prefix} there are ${count}`);
  }
  if (header.head !== hashes[count]) {
    throw new Fault(count, "edited", "the head of the header is not the last link's hash");
  }
  if (log === null) throw new Fault(count + 1, "truncated", "the last line, with the log, is missing");
}

/** Throw if a published head is not part of this chain. */
function checkHead(hashes: readonly string[], head: string): void {
  const [digits = "", numberText] = head.split(":").reverse();
  const count = hashes.length - 1;
  if (numberText === undefined) {
    if (hashes.includes(digits)) return;
    const text = "no link has the given head: the end was cut off, or the ledger was rewritten";
    throw new Fault(count, "rewritten", text);
  }
  const number = Number(numberText);
  if (number > count) {
    const text = `the given head is that of link ${number}, and there are ${count}`;
    throw new Fault(count + 1, "truncated", text);
  }
  if (hashes[number] !== digits) {
    const text = `link ${number} has another hash than the given head: the ledger was rewritten`;
    throw new Fault(number, "rewritten", text);
  }
}

/** Check every line from `start` on. Appends the hash of each sound link to `hashes`. */
async function checkLines(
  header: Header, bytes: Uint8Array, start: number, hashes: string[],
): Promise<void> {
  const history = new History();
  let log: Fields | null = null;
  while (start < bytes.length) {
    const expected = hashes.length;
    const end = endOfLine(bytes, start);
    if (end === bytes.length) throw new Fault(expected, "truncated", "the last line has no end");
    const line = readLine(bytes.subarray(start, end), expected);
    start = end + 1;
    if (hasFields(line, ["log"]) && isMap(line.log) && start === bytes.length) {
      log = line.log;
      continue;
    }
    if (numberOf(line) !== expected) throw numberFault(line, expected, bytes.subarray(start));
    const link = await checkLink(line, expected, hashes.at(-1) ?? "");
    history.add(link, expected);
    hashes.push(link.hash);
  }
  checkEnd(header, hashes, log);
  history.checkLog(log, hashes.length);
}

/**
 * Return a typed or pasted head without spaces and in lowercase. Throws if it is not a head. `text`
 * is HASH or NUMBER:HASH.
 */
export function readHead(text: string): string {
  const head = text.replace(/[\s\x1c-\x1f\x85]/g, "").toLowerCase();
  if (/^(\d{1,9}:)?[0-9a-f]{64}$/.test(head)) return head;
  throw new Error("a head is 64 hexadecimal digits, or a number, a colon and the digits");
}

/**
 * Verify the bytes of an export of `scrbrd ledger export`. `head` is a published head, as
 * `readHead` returns it.
 */
export async function verify(bytes: Uint8Array, head?: string): Promise<Verified> {
  const hashes: string[] = [];
  let firstFault: Verified["firstFault"] = null;
  try {
    const end = endOfLine(bytes, 0);
    const header = readHeader(bytes.subarray(0, end));
    hashes.push(await sha256(`${SCHEME}\n${header.matchId}\n`));
    await checkLines(header, bytes, end + 1, hashes);
    if (head !== undefined) checkHead(hashes, head);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    firstFault = { number: error.number, kind: error.kind, text: error.message };
  }
  const links = Math.max(0, hashes.length - 1);
  return { ok: firstFault === null, links, head: hashes.at(-1) ?? null, firstFault };
}
