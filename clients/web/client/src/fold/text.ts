// Measures and orders texts as Python does: by code points and by bytes of UTF-8, not by UTF-16 units.

const ASCII = /^[\x00-\x7f]*$/;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Return whether a text has only ASCII characters. */
export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** Return the characters of a text; half of a surrogate pair counts as one. */
export function codePoints(text: string): string[] {
  return Array.from(text);
}

/** Return the number of characters of a text. */
export function lengthOf(text: string): number {
  return isAscii(text) ? text.length : codePoints(text).length;
}

/** Return at most the first `most` characters of a text. */
export function firstOf(text: string, most: number): string {
  return text.length <= most ? text : codePoints(text).slice(0, most).join("");
}

/** Return whether a text has no half of a surrogate pair. */
export function isUnicode(text: string): boolean {
  return isAscii(text) || text.replace(LONE, "").length === text.length;
}

/** Return a text with `?` in place of each half of a surrogate pair. */
export function wellFormed(text: string): string {
  return isAscii(text) ? text : text.replace(LONE, "?");
}

/** Return the number of bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  if (isAscii(text)) {
    return text.length;
  }
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Compare two texts by code points, for sorting. */
export function compareText(one: string, other: string): number {
  if (isAscii(one) && isAscii(other)) {
    return one < other ? -1 : one > other ? 1 : 0;
  }
  const [a, b] = [codePoints(one), codePoints(other)];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

/** Return a set of texts, sorted. */
export function sortedTexts(texts: Iterable<string>): string[] {
  return [...texts].sort(compareText);
}

/** Return a value as messages write it: None, True and False as in Python. */
export function pythonText(value: string | number | boolean | null): string {
  return value === null ? "None" : value === true ? "True" : value === false ? "False" : `${value}`;
}
