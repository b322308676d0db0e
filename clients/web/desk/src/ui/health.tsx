// The section for problems in the log: the ball, the problem, and the Law.

import type { Desk } from "../io/desk.js";
import { healthView } from "../model/health.js";
import type { ProblemRow } from "../model/health.js";
import { ballInWords, texts } from "../texts.js";
import { Section } from "./parts.js";

const { health: words } = texts;
const KINDS = { error: "danger", warning: "warning", info: "info" };

export function HealthSection({ desk }: { readonly desk: Desk }) {
  const { problems, more, differences, failure, isWell } = healthView(desk.health.value ?? null, desk.actions.value, desk.labels.value);
  const count = problems.length + more;
  return (
    <Section
      id="health" title={words.title}
      badge={count ? { text: String(count), kind: problems[0]?.severity === "error" ? "danger" : "warning" } : null}
    >
      {isWell && <p>{desk.health.value === undefined ? texts.loading : words.well}</p>}
      {failure && <p class="failure">{words.failed(failure)}</p>}
      <ul class="rows">
        {problems.map((each) => <Problem key={each.key} problem={each} nameOf={desk.nameOf.value} />)}
      </ul>
      {more > 0 && <p class="muted">{words.more(more)}</p>}
      {differences.length > 0 && <h3>{words.differences}</h3>}
      {differences.map(({ message, law }) => <p key={message}>{message}{law && ` (${law})`}</p>)}
    </Section>
  );
}

function Problem({ problem, nameOf }: { readonly problem: ProblemRow; readonly nameOf: (id: string) => string }) {
  const { severity, ball, message, field, law, inningsNumber } = problem;
  const about = [...(field ? [words.field(field)] : []), ...(law ? [words.law(law)] : [])];
  return (
    <li class="problem">
      <div class="section-head">
        <span class={`badge ${KINDS[severity]}`}>{words.severities[severity]}</span>
        <strong>{words.ball(inningsNumber, ball?.place ?? null)}</strong>
        {ball && <span class="muted">{ballInWords(ball, nameOf)}</span>}
      </div>
      <p>{message}</p>
      {about.length > 0 && <p class="muted">{about.join(" · ")}</p>}
    </li>
  );
}
