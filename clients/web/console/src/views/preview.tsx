// Shows what a change would alter, before it is recorded.

import { useMemo } from "preact/hooks";
import type { Change } from "../session/changes.js";
import { type Difference, differences } from "../session/preview.js";
import { t } from "../texts.js";
import { useMatch, useUi } from "./ui.js";
import { extrasText, noticeInWords, outInWords, resultText } from "./words.js";

export function Preview({ change }: { change: Change }) {
  const { view, board } = useMatch();
  const { store, teamOf } = useUi();
  const found = useMemo(() => differences(board, store.boardAfter(change), {
    result: (each) => resultText(each, teamOf), extras: extrasText,
  }), [view, change, teamOf]);
  return (
    <section class="preview" aria-live="polite">
      <h3>{t.edit.changes}</h3>
      {found.length === 0 ? <p class="muted">{t.edit.nothing}</p> : (
        <table>
          <tbody>
            {found.map((each) => <Row key={each.what + each.subject + each.after} difference={each} />)}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ difference }: { difference: Difference }) {
  const { nameOf } = useUi();
  const { labels } = useMatch();
  const { what, subject, before, after } = difference;
  const isPlayer = what === "batter" || what === "bowler";
  const isPerson = what === "striker";
  const textOf = (value: string) => (isPerson ? nameOf(value) : figuresInWords(value)) || t.edit.gone;
  const head = isPlayer ? nameOf(subject) : `${t.edit.what[what]}${what === "score" || what === "extras" ? ` ${subject}` : ""}`;
  if (what === "problem") {
    const notice = (message: string) => noticeInWords(message, nameOf, (id) => labels.of(id));
    return <tr><th scope="row">{head}</th><td colSpan={2}>{after ? notice(after) : <s>{notice(before)}</s>}</td></tr>;
  }
  return (
    <tr>
      <th scope="row">{head}</th>
      <td><s><span class="visually-hidden">{t.edit.from} </span>{textOf(before)}</s></td>
      <td><strong><span class="visually-hidden">{t.edit.to} </span>{textOf(after)}</strong></td>
    </tr>
  );
}

function figuresInWords(value: string): string {
  const [last = "", ...others] = value.split(" ").reverse();
  return t.wickets[last] ? `${others.reverse().join(" ")} ${outInWords(last)}` : value;
}
