// The dialog in which an official lets a match go on with fewer scorers.

import { useSignal } from "@preact/signals";
import type { Desk } from "../io/desk.js";
import { changeTier } from "../io/tier.js";
import type { SeatRow } from "../model/disputes.js";
import type { RulingRole } from "../model/roles.js";
import { BLANK_TIER, keyOf, tierFaults, tierOptions } from "../model/tier.js";
import type { TierOption } from "../model/tier.js";
import { texts } from "../texts.js";
import { Dialog, Failed, Prose, Send } from "./parts.js";
import { attempt } from "./state.js";

const { tier: words } = texts;

interface TierProps {
  readonly desk: Desk;
  readonly rows: readonly SeatRow[];
  readonly role: RulingRole;
  /** Why nothing can be ruled any more; null: it can. */
  readonly ended: string | null;
  readonly onClose: () => void;
}

export function TierDialog({ desk, rows, role, ended, onClose }: TierProps) {
  const options = tierOptions(rows);
  const draft = useSignal(BLANK_TIER);
  const hasTried = useSignal(false);
  const faults = tierFaults(draft.value, options);
  const isBusy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    hasTried.value = true;
    const option = options.find((each) => keyOf(each) === draft.value.option);
    if (faults.length || !option || isBusy.value || ended) return;
    isBusy.value = true;
    const isDone = await attempt(async () => texts.ruling.done(await changeTier(desk, role, option, draft.value)), words.title);
    isBusy.value = false;
    if (isDone) onClose();
  };
  const nameOf = ({ seat, personId }: SeatRow): string =>
    [texts.seats[seat], desk.people.value.get(personId)].filter(Boolean).join(", ");
  const labelOf = ({ stay }: TierOption): string => words.stay(stay.map(nameOf));
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form class="ruling" onSubmit={submit} noValidate>
        <p class="muted">{words.what}</p>
        <fieldset>
          <legend>{words.who}</legend>
          {options.map((each) => (
            <label key={keyOf(each)} class="option">
              <input
                type="radio" name="stay" checked={draft.value.option === keyOf(each)}
                onChange={() => (draft.value = { ...draft.value, option: keyOf(each) })}
              />
              <span>{labelOf(each)}</span>
            </label>
          ))}
        </fieldset>
        <Prose draft={draft} name="reason" label={texts.ruling.reason} isRequired />
        <Prose draft={draft} name="evidence" label={texts.ruling.evidence} />
        <div role="alert">
          {faults.filter((each) => hasTried.value || each === "changed").map((each) => <p key={each} class="failure">{words.faults[each]}</p>)}
        </div>
        <Failed />
        <Send isBusy={isBusy.value} ended={ended} />
      </form>
    </Dialog>
  );
}
