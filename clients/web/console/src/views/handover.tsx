// The panel for taking over a match: shown if another scorer recorded the last action, or if this scorer's book must
// be opened. The score is compared first.

import { useState } from "preact/hooks";
import { countsBalls, inningsText, legalBallsIn } from "../session/counting.js";
import type { Holder } from "../session/recorder.js";
import { t } from "../texts.js";
import { BeforeTheMatch } from "./innings_panel.js";
import { ScoreboardForm } from "./over_check.js";
import { NumberField, useMatch, useUi } from "./ui.js";
import { scoreText } from "./words.js";

export function HandoverPanel() {
  const { view, board } = useMatch();
  const { store } = useUi();
  const { runs, wickets, legalBalls } = board.score;
  const holder = view.mustOpenBook ? (view.consensus?.heldBy ?? null) : null;
  const takeOver = () => {
    const id = view.mustOpenBook ? board.lastActionId : null;
    store.takeOver(() => {
      if (id) store.recorder.book?.openBehind(id, { runs, wickets, legalBalls });
    });
  };
  return (
    <section class="panel" aria-labelledby="panel-title">
      <h2 id="panel-title">{holder ? t.check.takeOverBook(holder.personId) : t.check.handover}</h2>
      {view.isOpeningRefused && <p role="alert">{t.check.refused}</p>}
      {view.isRelieved && holder && <p role="alert">{t.check.relieved(holder.personId)}</p>}
      <p class="over-line"><strong class="big">{scoreText(board)}</strong></p>
      {holder ? <TakeOverForm holder={holder} /> : (
        <>
          <p>{view.mustOpenBook ? t.scorers.openBookNote : t.check.handoverNote}</p>
          <ScoreboardForm at="interval" onAgreed={takeOver} />
          <button type="button" class="button wide" onClick={takeOver}>{t.check.anyway}</button>
        </>
      )}
    </section>
  );
}

/** The panel for a person who cannot record in this match. */
export function ReadOnlyPanel() {
  const { board, view } = useMatch();
  return (
    <section class="panel" aria-labelledby="panel-title">
      <h2 id="panel-title">{t.match.readOnly[view.me.role]}</h2>
      <p>{t.match.readOnlyNote}</p>
      {board.innings === null && <BeforeTheMatch />}
    </section>
  );
}

const ENTRY = /^[1-9][0-9]?_[1-9][0-9]{0,4}$/;

/** The form for taking over a seat: the last entry of the former holder and the score after it, which the functions
 * check. The former holder's device shows both; otherwise the log's last entry and score are used. */
function TakeOverForm({ holder }: { holder: Holder }) {
  const { board } = useMatch();
  const { store } = useUi();
  const { runs, wickets } = board.score;
  const played = inningsText(board, board.innings);
  const start = { entry: holder.lastEntryId ?? "", runs: `${runs}`, wickets: `${wickets}`, played };
  const [form, setForm] = useState(start);
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  const isInBalls = countsBalls(board);
  const legalBalls = legalBallsIn(board, form.played);
  const isValid = ENTRY.test(form.entry) && [Number(form.runs), Number(form.wickets), legalBalls].every(Number.isInteger);
  const takeOver = () => {
    const score = { runs: Number(form.runs), wickets: Number(form.wickets), legalBalls };
    store.takeOver(() => store.recorder.book?.takeOver(holder.personId, form.entry, score));
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) takeOver();
      }}
    >
      <p>{t.check.takeOverBookNote}</p>
      <label class="field">
        {t.check.entry}
        <input value={form.entry} inputMode="text" autocomplete="off" onInput={(event) => set("entry")(event.currentTarget.value.trim())} />
      </label>
      <div class="grid-2">
        <NumberField label={t.over.boardRuns} value={form.runs} onChange={set("runs")} />
        <NumberField label={t.over.boardWickets} value={form.wickets} onChange={set("wickets")} />
        <NumberField label={isInBalls ? t.over.boardBalls : t.over.boardOvers} value={form.played} isOvers={!isInBalls} onChange={set("played")} />
      </div>
      <button type="submit" class="button primary wide" disabled={!isValid}>{t.check.takeOver}</button>
    </form>
  );
}
