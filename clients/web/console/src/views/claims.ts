// In what the claims of a dispute differ beside the words of the ball: a striker, an end, who opened. Two of them may
// look alike without it. Pure.

import type { Dispute, Fields } from "../session/recorder.js";
import { t } from "../texts.js";

type NameOf = (id: string | null | undefined) => string;
type Claim = Dispute["claims"][number];

/** Of these `false` says something, too. */
const EITHER = ["boundary", "wicket.crossed"];

/** Return what a claim says where the claims of its dispute differ: `striker: Jones, over: 6`; "" where they do not. */
export function differenceInWords({ ball }: Pick<Claim, "ball">, claims: readonly Pick<Claim, "ball">[], nameOf: NameOf): string {
  const names = Object.keys(t.scorers.details).filter((name) =>
    new Set(claims.map((each) => JSON.stringify(valueOf(each.ball, name)))).size > 1);
  return names.map((name) => `${t.scorers.details[name]}: ${inWords(name, valueOf(ball, name), nameOf)}`).join(", ");
}

/** A field by its name, `wicket.end`; null where it says nothing. */
function valueOf(ball: Fields, name: string): unknown {
  const value = name.split(".").reduce<unknown>((at, part) => (at as Fields | null | undefined)?.[part], ball) ?? null;
  const isNothing = (Array.isArray(value) && value.length === 0) || (value === false && !EITHER.includes(name));
  return isNothing ? null : value;
}

function inWords(name: string, value: unknown, nameOf: NameOf): string {
  if (value === null) return t.score.nobody;
  if (typeof value === "boolean") return value ? t.wicket.yes : t.wicket.no;
  if (name === "overNumber") return String(Number(value) + 1); // as the pad counts them
  if (Array.isArray(value)) return value.map((each) => nameOf(String(each))).join(", ");
  return t.scorers.says[String(value)] ?? nameOf(String(value));
}
