// Names that are written from right to left, where no element can set them apart: in titles.

/** A letter of such a script, or a digit that is written among them; figures of pages are none of those. */
export const RIGHT_TO_LEFT =
  "[\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Adlam}\\p{Script=Hanifi_Rohingya}" +
  "\\p{Script=Mandaic}\\p{Script=Samaritan}\\p{Script=Mende_Kikakui}\\u0660-\\u0669]";

const ANY = new RegExp(RIGHT_TO_LEFT, "u");
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ["\u2068", "\u2069"];

/** Return a name so that what stands beside it keeps its order; one of other letters as it is. */
export function apart(name: string): string {
  return ANY.test(name) ? `${FIRST_STRONG_ISOLATE}${name}${POP_ISOLATE}` : name;
}
