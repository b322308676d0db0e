// Isolates names written from right to left with invisible marks, for texts without elements, such as titles.

/** A letter of a right-to-left script, or an Arabic-Indic digit; figures of the pages have none of these. */
export const RIGHT_TO_LEFT =
  "[\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Adlam}\\p{Script=Hanifi_Rohingya}" +
  "\\p{Script=Mandaic}\\p{Script=Samaritan}\\p{Script=Mende_Kikakui}\\u0660-\\u0669]";

const ANY = new RegExp(RIGHT_TO_LEFT, "u");
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ["\u2068", "\u2069"];

/** Return a right-to-left name with isolate marks, so that the text around it keeps its order; other names unchanged. */
export function isolateName(name: string): string {
  return ANY.test(name) ? `${FIRST_STRONG_ISOLATE}${name}${POP_ISOLATE}` : name;
}
