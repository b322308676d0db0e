// What the shapes of documents are made of: a field of another type than the functions write counts
// as missing, so that what was written wrongly leaves a page with all the rest.

/** Tells that something that a document has, or has to have, cannot be read. */
type Unread = () => void;

/** The value, as far as it has the shape; undefined where it is missing or of another type. */
export type Shape = (value: unknown, unread: Unread) => unknown;

const LONGEST = 2000; // letters of a text: no name, sentence or id is as long
const LONGEST_SIGN = 16; // of a ball: W+1nb

const when = (isOne: (value: unknown) => boolean): Shape => (value, unread) => {
  if (isOne(value)) return value;
  if (value != null) unread();
  return undefined;
};

const isText = when((value) => typeof value === "string");

/** Marks, embeddings, overrides and isolates: they turn the order of whatever stands beside them round. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text without signs that are not seen and turn its order round. */
const anyText: Shape = (value, unread) => (isText(value, unread) as string | undefined)?.replace(TURNING, "");

const upTo = (most: number): Shape => (value, unread) => {
  const found = anyText(value, unread) as string | undefined;
  return found !== undefined && found.length > most ? `${found.slice(0, most)} …` : found;
};

/** A text; of one that is longer than a page can bear its beginning. */
export const text = upTo(LONGEST);
/** A ball as scorers write it. */
export const sign = upTo(LONGEST_SIGN);

export const number = when(Number.isFinite);
/** A number that is never below nought: runs, balls, a version. */
export const count = when((value) => Number.isFinite(value) && (value as number) >= 0);
export const flag = when((value) => typeof value === "boolean");
/** A number as far as it is one of so many places, the first of which is 1. */
export const within = (most: number): Shape => when((value) => Number.isFinite(value) && (value as number) >= 1 && (value as number) <= most);
/** "12.4": over from 0, and the ball of it. */
export const place = when((value) => typeof value === "string" && /^\d{1,4}\.\d{1,2}$/.test(value));

/** One that the functions always write: where it is missing, it cannot be read either. */
export const needed = (shape: Shape): Shape => (value, unread) => {
  if (value == null) unread();
  return shape(value, unread);
};

/** A list without those items that are of another type. */
export const list = (item: Shape): Shape => (value, unread) => {
  const items = anyList(value, unread) as unknown[] | undefined;
  return items?.map((each) => item(each, unread)).filter((each) => each !== undefined);
};

/** A list whose items mean something by their places: null where one is of another type. */
export const places = (item: Shape): Shape => (value, unread) =>
  (anyList(value, unread) as unknown[] | undefined)?.map((each) => item(each, unread) ?? null);

const anyList = when(Array.isArray);
const anyMap = when((value) => typeof value === "object" && value !== null && !Array.isArray(value));

/** A map of such fields; others in it are left as they are. */
export const map = (fields: Readonly<Record<string, Shape>>): Shape => (value, unread) => {
  const found = anyMap(value, unread);
  if (found === undefined) return undefined;
  const others = Object.entries(found as object).filter(([name]) => !Object.hasOwn(fields, name));
  const own = Object.entries(fields).map(([name, shape]) => [name, shape((found as Record<string, unknown>)[name], unread)] as const);
  return Object.fromEntries([...others, ...own.filter(([, each]) => each !== undefined)]);
};

/** So many fields of one shape. */
export const all = (shape: Shape, ...names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((name) => [name, shape]));

/** Such a document as pages read it, marked where not all of it can be read; null where there is none. */
export const reader = <Doc>(shape: Shape) => (value: unknown): Doc | null => {
  let hasUnread = false;
  const found = shape(value, () => {
    hasUnread = true;
  });
  return (found === undefined ? null : hasUnread ? { ...(found as object), hasUnread } : found) as Doc | null;
};
