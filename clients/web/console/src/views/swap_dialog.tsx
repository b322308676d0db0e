// The dialog shown if the batters are at other ends than the last ball left them: corrects that ball, or opens it for
// editing.

import { swapOf } from "../session/ends.js";
import { t } from "../texts.js";
import { Preview } from "./preview.js";
import { Sheet, SheetForm, useMatch, useUi } from "./ui.js";
import { ballInWords } from "./words.js";

export function SwapDialog() {
  const { view, board, labels, dispatch } = useMatch();
  const { nameOf } = useUi();
  const swap = swapOf(view.log, board);
  if (swap?.by !== "correction") return null;
  const { cause, change } = swap;
  const { strikerId, nonStrikerId } = board.innings ?? {};
  const ball = `${labels.of(cause.id)} (${ballInWords(cause.fields, nameOf)})`;
  return (
    <Sheet title={t.pad.swap} onClose={() => dispatch({ event: "close" })}>
      <SheetForm submit={t.swap.do(nameOf(nonStrikerId))} onSubmit={() => dispatch({ event: "change", change })}>
        <p>{t.swap.why(ball, nameOf(strikerId))}</p>
        <button
          type="button"
          class="button wide"
          onClick={() => dispatch({ event: "open", dialog: { kind: "edit", nonce: cause.nonce } })}
        >
          {t.swap.edit(labels.of(cause.id))}
        </button>
        <Preview change={change} />
      </SheetForm>
    </Sheet>
  );
}
