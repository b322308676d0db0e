// Describes how the claims of a dispute differ in fields that the text of the ball omits: a striker, an end, an opener.
// Without these, two claims may look alike. Pure.

import type { Dispute, Fields } from "../session/recorder.js";
import { t } from "../texts.js";

type NameOf = (id: string | null | undefined) => string;
type Claim = Dispute["claims"][number];

/** The fields in which `false` has a meaning of its own; in the other fields it means the same as a missing value. */
const MEANINGFUL_FALSE = ["boundary", "wicket.crossed"];

/** Return a claim's values of the fields in which the claims of its dispute differ: `striker: Jones, over: 6`; "" if
 * there are none. */
export function differenceInWords({ ball }: Pick<Claim, "ball">, claims: readonly Pick<Claim, "ball">[], nameOf: NameOf): string {
  const names = Object.keys(t.scorers.details).filter((name) =>
    new Set(claims.map((each) => JSON.stringify(valueOf(each.ball, name)))).size > 1);
  return names.map((name) => `${t.scorers.details[name]}: ${inWords(name, valueOf(ball, name), nameOf)}`).join(", ");
}

/** Return the value of a field by its path, such as `wicket.end`; null if it is missing or means the same. */
function valueOf(ball: Fields, name: string): unknown {
  const value = name.split(".").reduce<unknown>((at, part) => (at as Fields | null | undefined)?.[part], ball) ?? null;
  const isMissing = (Array.isArray(value) && value.length === 0) || (value === false && !MEANINGFUL_FALSE.includes(name));
  return isMissing ? null : value;
}

function inWords(name: string, value: unknown, nameOf: NameOf): string {
  if (value === null) return t.score.nobody;
  if (typeof value === "boolean") return value ? t.wicket.yes : t.wicket.no;
  if (name === "overNumber") return String(Number(value) + 1); // 1-based, as on the pad
  if (Array.isArray(value)) return value.map((each) => nameOf(String(each))).join(", ");
  return t.scorers.values[String(value)] ?? nameOf(String(value));
}
