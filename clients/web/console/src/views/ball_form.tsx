// The form for the parts of one ball: used for a wicket, for editing a ball, and for inserting a forgotten one.

import type { Draft, Part } from "../draft/draft.js";
import { enter, runsRunOf } from "../draft/draft.js";
import { NO_DETAILS } from "../draft/details.js";
import { t } from "../texts.js";
import { DetailsForm } from "./details_form.js";
import { MoreParts, Toggle } from "./pad.js";
import { Choices } from "./ui.js";

interface Props {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly runsLegend?: string;
}

const RUNS = ["0", "1", "2", "3", "4", "5", "6", "7"] as const;

export function BallForm({ draft, onChange, runsLegend = t.edit.runs }: Props) {
  const enterPart = (part: Part) => onChange(enter(draft, part));
  return (
    <>
      <Choices
        legend={runsLegend}
        columns={4}
        options={RUNS.map((each) => [each, each] as const)}
        value={String(runsRunOf(draft)) as (typeof RUNS)[number]}
        onChange={(value) => enterPart({ part: "runs", runs: Number(value) })}
      />
      <fieldset class="choices">
        <legend>{t.edit.kind}</legend>
        <div class="pills even">
          <Toggle name={t.pad.wide} isOn={draft.penaltyFor === "wide"} onToggle={() => enterPart({ part: "wide" })} />
          <Toggle name={t.pad.noBall} isOn={draft.penaltyFor === "noBall"} onToggle={() => enterPart({ part: "noBall" })} />
          <Toggle name={t.pad.bye} isOn={draft.off === "bye"} onToggle={() => enterPart({ part: "bye" })} />
          <Toggle name={t.pad.legBye} isOn={draft.off === "legBye"} onToggle={() => enterPart({ part: "legBye" })} />
        </div>
      </fieldset>
      <details>
        <summary>{t.edit.parts}</summary>
        <MoreParts draft={draft} onPart={enterPart} />
      </details>
      <details open={draft.details !== NO_DETAILS}>
        <summary>{t.details.title}</summary>
        <DetailsForm details={draft.details} onChange={(details) => enterPart({ part: "details", details })} />
      </details>
    </>
  );
}
