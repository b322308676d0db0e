// The building blocks for the shapes of documents. A field of another type than the functions write counts as missing,
// so that a page still shows the rest of a malformed document.

/** Marks that a part of a document is malformed, or missing although it is required. */
type Unread = () => void;

/** Returns the parts of a value that have the shape; undefined if it is missing or of another type. */
export type Shape = (value: unknown, unread: Unread) => unknown;

const LONGEST = 2000; // characters of a text: no name, sentence or id is as long
const LONGEST_SIGN = 16; // characters of a ball's sign: W+1nb

const checkedBy = (isOne: (value: unknown) => boolean): Shape => (value, unread) => {
  if (isOne(value)) return value;
  if (value != null) unread();
  return undefined;
};

const isText = checkedBy((value) => typeof value === "string");

/** Bidirectional control characters, which change the order of the text around them. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text without bidirectional control characters. */
const anyText: Shape = (value, unread) => (isText(value, unread) as string | undefined)?.replace(BIDI_CONTROLS, "");

const upTo = (most: number): Shape => (value, unread) => {
  const found = anyText(value, unread) as string | undefined;
  return found !== undefined && found.length > most ? `${found.slice(0, most)} …` : found;
};

/** A text; an overlong one is cut. */
export const text = upTo(LONGEST);
/** The sign of a ball, as scorers write it. */
export const sign = upTo(LONGEST_SIGN);

export const number = checkedBy(Number.isFinite);
/** A number that is never negative: runs, balls, a version. */
export const count = checkedBy((value) => Number.isFinite(value) && (value as number) >= 0);
export const flag = checkedBy((value) => typeof value === "boolean");
/** A number from 1 to `most`. */
export const within = (most: number): Shape => checkedBy((value) => Number.isFinite(value) && (value as number) >= 1 && (value as number) <= most);
/** A place such as "12.4": the over, 0-based, and the ball in it. */
export const place = checkedBy((value) => typeof value === "string" && /^\d{1,4}\.\d{1,2}$/.test(value));

/** A field that the functions always write: if it is missing, the document is marked as unreadable in part. */
export const needed = (shape: Shape): Shape => (value, unread) => {
  if (value == null) unread();
  return shape(value, unread);
};

/** A list; items of another type are left out. */
export const list = (item: Shape): Shape => (value, unread) => {
  const items = anyList(value, unread) as unknown[] | undefined;
  return items?.map((each) => item(each, unread)).filter((each) => each !== undefined);
};

/** A list whose items are identified by their index: an item of another type becomes null. */
export const places = (item: Shape): Shape => (value, unread) =>
  (anyList(value, unread) as unknown[] | undefined)?.map((each) => item(each, unread) ?? null);

const anyList = checkedBy(Array.isArray);
const anyMap = checkedBy((value) => typeof value === "object" && value !== null && !Array.isArray(value));

/** A map with these fields; other fields of it are left as they are. */
export const map = (fields: Readonly<Record<string, Shape>>): Shape => (value, unread) => {
  const found = anyMap(value, unread);
  if (found === undefined) return undefined;
  const others = Object.entries(found as object).filter(([name]) => !Object.hasOwn(fields, name));
  const own = Object.entries(fields).map(([name, shape]) => [name, shape((found as Record<string, unknown>)[name], unread)] as const);
  return Object.fromEntries([...others, ...own.filter(([, each]) => each !== undefined)]);
};

/** Return several fields with the same shape. */
export const all = (shape: Shape, ...names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((name) => [name, shape]));

/** Return a function that reads a document with a shape: the result is marked with `hasUnread` if parts are malformed,
 * and null if there is no document. */
export const reader = <Doc>(shape: Shape) => (value: unknown): Doc | null => {
  let hasUnread = false;
  const found = shape(value, () => {
    hasUnread = true;
  });
  return (found === undefined ? null : hasUnread ? { ...(found as object), hasUnread } : found) as Doc | null;
};
