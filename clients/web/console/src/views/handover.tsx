// Another scorer recorded the last action, or the book begins here: the scoreboard must agree first.

import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { newest } from "../session/entries.js";
import { t } from "../texts.js";
import { ScoreboardForm } from "./over_check.js";
import { useMatch, useUi } from "./ui.js";
import { scoreText } from "./words.js";

const taken = signal(false);

/** Whether somebody else has scored until now, and this scorer has not compared the score yet. */
export function useHandover(): boolean {
  const { view } = useMatch();
  const { store } = useUi();
  const wasOthers = useMemo(() => {
    const last = newest(store.view.peek().log);
    const recordedBy = last?.fields["recordedBy"];
    return typeof recordedBy === "string" && recordedBy !== store.view.peek().me.personId;
  }, [store]);
  return !taken.value && (view.mustOpenBook || (wasOthers && view.consensus === null));
}

export function HandoverPanel() {
  const { view, board } = useMatch();
  const { store } = useUi();
  const { runs, wickets, legalBalls } = board.score;
  const takeOver = () => {
    if (view.mustOpenBook && board.lastActionId) {
      store.recorder.book?.openBehind(board.lastActionId, { runs, wickets, legalBalls });
    }
    taken.value = true;
  };
  return (
    <section class="panel" aria-labelledby="panel-title">
      <h2 id="panel-title">{t.check.handover}</h2>
      <p>{view.mustOpenBook ? t.scorers.openBookNote : t.check.handoverNote}</p>
      <p class="over-line"><strong class="big">{scoreText(board)}</strong></p>
      <ScoreboardForm at="interval" onAgreed={takeOver} />
      <button type="button" class="button wide" onClick={takeOver}>{t.check.anyway}</button>
    </section>
  );
}
