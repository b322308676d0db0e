// Names that are written from right to left are set apart, by signs that are not seen: else figures
// and names beside them would be read in another order. Pure.

/** A letter of such a script, or a digit that is written among them; figures of the desk are none of those. */
const LETTER =
  "[\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Adlam}\\p{Script=Hanifi_Rohingya}" +
  "\\p{Script=Mandaic}\\p{Script=Samaritan}\\p{Script=Mende_Kikakui}\\u0660-\\u0669]";
const ANY = new RegExp(LETTER, "u");
/** Words of such letters, as far as nothing but what is within a name stands between them. */
const WORDS = new RegExp(`${LETTER}(?:[\\p{M}\\u200c\\u200d .’'-]*${LETTER})*\\p{M}*`, "gu");
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ["\u2068", "\u2069"];

const isolated = (text: string): string => `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}`;

/** Return a name set apart as a whole; one of other letters as it is. */
export function apart(name: string): string {
  return ANY.test(name) ? isolated(name) : name;
}

/** Return a sentence with each name in it set apart. */
export function namesApart(sentence: string): string {
  return sentence.replace(WORDS, isolated);
}
