// The dialog for the powerplays of the innings: those of the conditions, and those that a side takes during it.

import { useState } from "preact/hooks";
import type { PowerplaySpan } from "@scrbrd/client/fold";
import { MOST_POWERPLAYS, powerplaysChange } from "../session/powerplays.js";
import { t } from "../texts.js";
import { Choices, NumberField, Sheet, SheetForm, useMatch } from "./ui.js";

type Kind = keyof typeof t.powerplay.kinds;

export function PowerplayDialog() {
  const { view, board, dispatch } = useMatch();
  const innings = board.innings;
  const now = board.nextPlace.overNumber + 1;
  const [form, setForm] = useState({ type: "batting" as Kind, from: String(now), to: String(now + LENGTH - 1) });
  if (!innings) return null;
  const spans = innings.powerplays;
  const [from, to] = [Number(form.from), Number(form.to)];
  const added: PowerplaySpan = { type: form.type, fromOver: from - 1, toOver: to - 1, fromBall: null, toBall: null };
  const isValid = Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= from;
  const changeOf = (next: readonly PowerplaySpan[]) => powerplaysChange(view.log, innings.number, next);
  const record = (next: readonly PowerplaySpan[]) => {
    const change = changeOf(next);
    if (change) dispatch({ event: "change", change });
  };
  const isKnown = changeOf(spans) !== null;
  // An innings without powerplays of its own has those of the conditions, so the last one cannot be removed then.
  const mayRemove = isKnown && (spans.length > 1 || board.state.setup.conditions.powerplays.length === 0);
  return (
    <Sheet title={t.powerplay.title} onClose={() => dispatch({ event: "close" })}>
      <div class="stack spaced">
        <Spans spans={spans} onRemove={mayRemove ? (place) => record(spans.toSpliced(place, 1)) : null} />
        {!isKnown && <p class="notice bad">{t.powerplay.noStart}</p>}
        {spans.length >= MOST_POWERPLAYS && <p class="muted">{t.powerplay.most(MOST_POWERPLAYS)}</p>}
      </div>
      {isKnown && spans.length < MOST_POWERPLAYS && (
        <SheetForm submit={t.powerplay.done} disabled={!isValid} onSubmit={() => record([...spans, added])}>
          <Choices
            legend={t.powerplay.kind}
            options={Object.entries(t.powerplay.kinds) as [Kind, string][]}
            value={form.type}
            onChange={(type) => setForm({ ...form, type })}
          />
          <div class="grid-2">
            <NumberField label={t.powerplay.from} value={form.from} onChange={(value) => setForm({ ...form, from: value })} />
            <NumberField label={t.powerplay.to} value={form.to} onChange={(value) => setForm({ ...form, to: value })} />
          </div>
        </SheetForm>
      )}
    </Sheet>
  );
}

/** The usual length of a powerplay that a side takes, in overs. */
const LENGTH = 5;

function Spans({ spans, onRemove }: { spans: readonly PowerplaySpan[]; onRemove: ((place: number) => void) | null }) {
  if (spans.length === 0) return <p class="muted">{t.powerplay.none}</p>;
  return (
    <ul class="stack plain">
      {spans.map((each, place) => {
        const name = t.powerplay.kinds[each.type as Kind] ?? each.type;
        const { fromOver, toOver, toBall } = each;
        const words = t.powerplay.span(name, fromOver + 1, toBall ? `${toOver}.${toBall}` : `${toOver + 1}`);
        return (
          <li key={words} class="row between">
            <span>{words}</span>
            {onRemove && (
              <button type="button" class="button quiet" onClick={() => onRemove(place)}>
                {t.powerplay.remove}<span class="visually-hidden"> {words}</span>
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
