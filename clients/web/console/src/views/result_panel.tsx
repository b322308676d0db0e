// The panel after the last innings: the result, its confirmation, and a super over after a tie.

import { useState } from "preact/hooks";
import { maySuperOver } from "../session/innings.js";
import { t } from "../texts.js";
import { EndOfInnings, StartForm } from "./innings_panel.js";
import { UndoButtons } from "./pad.js";
import { useMatch, useUi } from "./ui.js";
import { resultText } from "./words.js";

export function ResultPanel() {
  const { board, dispatch } = useMatch();
  const { teamOf } = useUi();
  const [isSuperOver, startSuperOver] = useState(false);
  const { result, state } = board;
  const fields = {
    type: "match_closed",
    outcome: result?.outcome ?? "draw",
    ...(result?.winnerTeamId && { winnerTeamId: result.winnerTeamId }),
    ...(result?.method && { method: result.method }),
  };
  return (
    <section class="panel" aria-labelledby="panel-title">
      {isSuperOver ? (
        <>
          <StartForm isSuperOver />
          {/* The key keeps its element from becoming the button that confirms the result, with the focus on it. */}
          <button key="back" type="button" class="button wide" onClick={() => startSuperOver(false)}>{t.laws.cancel}</button>
        </>
      ) : (
        <>
          <h2 id="panel-title">{t.result.title}</h2>
          <p class="result">{resultText(board, teamOf)}</p>
          <EndOfInnings />
          {state.recordedResult ? (
            <p class="muted">{t.result.confirmed}</p>
          ) : (
            <button
              type="button"
              class="button primary wide"
              onClick={() => result
                ? dispatch({ event: "record", fields })
                : dispatch({ event: "open", dialog: { kind: "endMatch" } })}
            >
              {result ? t.result.confirm : t.inningsPanel.endMatch}
            </button>
          )}
          {maySuperOver(board) && (
            <button type="button" class="button wide" onClick={() => startSuperOver(true)}>
              {t.result.superOver}
            </button>
          )}
        </>
      )}
      <div class="pad-foot"><UndoButtons /></div>
    </section>
  );
}
