// The dialog for an event against the Laws, before it is recorded, and the remarks on a recorded action.

import type { Remark } from "../session/objections.js";
import { t } from "../texts.js";
import { Sheet, useUi } from "./ui.js";
import { verdictInWords } from "./words.js";

export function ObjectionDialog() {
  const { store } = useUi();
  const objection = store.objection.value;
  if (!objection) return null;
  const close = () => {
    store.objection.value = null;
  };
  return (
    <Sheet title={t.laws.title} onClose={close}>
      <div class="stack">
        <Verdicts verdicts={objection.verdicts} />
        <button type="button" class="button primary wide" onClick={close}>{t.laws.cancel}</button>
        <button type="button" class="button wide" onClick={() => store.confirmObjection()}>{t.laws.anyway}</button>
      </div>
    </Sheet>
  );
}

export function Remarks() {
  const { store } = useUi();
  const remarks = store.remarks.value;
  return (
    <div role="status">
      {remarks.length > 0 && <div class="banner stopped"><Verdicts verdicts={remarks} /></div>}
    </div>
  );
}

function Verdicts({ verdicts }: { verdicts: readonly Remark[] }) {
  const { nameOf } = useUi();
  return (
    <ul class="plain">
      {verdicts.map((each) => (
        <li key={each.code}>{verdictInWords(each, nameOf)}{each.law && <span class="muted"> ({each.law})</span>}</li>
      ))}
    </ul>
  );
}
