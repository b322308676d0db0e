// The list of the rulings on a dispute: who ruled, when, why, and which ruling is in force.

import type { RulingRow } from "../model/rulings.js";
import { aboutInWords, rulingInWords, texts, when } from "../texts.js";

const { overrule: words } = texts;

export interface Names {
  readonly player: (id: string) => string;
  readonly people: ReadonlyMap<string, string>;
}

interface RulingsProps {
  readonly rows: readonly RulingRow[];
  readonly names: Names;
}

/** The rulings on a dispute, the last one first. */
export function Rulings({ rows, names }: RulingsProps) {
  if (!rows.length) return null;
  return (
    <ol class="rulings" reversed>
      {rows.map((each) => (
        <li key={each.number}>
          <RulingWords ruling={each} names={names} />
          {each.status && <> <span class={`badge ${each.status === "stands" ? "info" : ""}`}>{words.statuses[each.status]}</span></>}
        </li>
      ))}
    </ol>
  );
}

/** A ruling in words: its content, its author and time, and the reason as written. */
export function RulingWords({ ruling, names }: { readonly ruling: RulingRow; readonly names: Names }) {
  const { number, decidedBy, decidedAs, at, method, reason, evidence } = ruling;
  const role = texts.roles[decidedAs] ?? decidedAs;
  const facts = [words.by(names.people.get(decidedBy) ?? "", role), ...(at === null ? [] : [when(at)]), texts.ruling.methods[method]];
  return (
    <>
      <strong>{words.says(number, rulingInWords(ruling, names.player))}</strong>
      <span class="muted block">{facts.join(" · ")}</span>
      {aboutInWords(ruling).map((each) => <span key={each} class="muted block">{each}</span>)}
      {reason && <span class="muted block" dir="auto">{reason}</span>}
      {evidence && <span class="muted block" dir="auto">{evidence}</span>}
    </>
  );
}
