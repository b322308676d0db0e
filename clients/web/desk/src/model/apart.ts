// Isolates names written from right to left with invisible marks. Without them, figures and names next to such a
// name would be shown in the wrong order. Pure.

/** A letter of a right-to-left script, or an Arabic-Indic digit; figures of the desk have none of these. */
const LETTER =
  "[\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Adlam}\\p{Script=Hanifi_Rohingya}" +
  "\\p{Script=Mandaic}\\p{Script=Samaritan}\\p{Script=Mende_Kikakui}\\u0660-\\u0669]";
const ANY = new RegExp(LETTER, "u");
/** Words of such letters, joined by characters that occur within a name. */
const WORDS = new RegExp(`${LETTER}(?:[\\p{M}\\u200c\\u200d .’'-]*${LETTER})*\\p{M}*`, "gu");
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ["\u2068", "\u2069"];

const isolate = (text: string): string => `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}`;

/** Return a right-to-left name with isolate marks around it; other names unchanged. */
export function isolateName(name: string): string {
  return ANY.test(name) ? isolate(name) : name;
}

/** Return a sentence with isolate marks around each right-to-left name in it. */
export function isolateNames(sentence: string): string {
  return sentence.replace(WORDS, isolate);
}
