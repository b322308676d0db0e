// The dialog in which an official lets a match continue with fewer scorers.

import { useSignal } from "@preact/signals";
import type { Desk } from "../io/desk.js";
import { changeTier } from "../io/tier.js";
import type { SeatRow } from "../model/disputes.js";
import type { RulingRole } from "../model/roles.js";
import { BLANK_TIER, keyOf, tierFaults, tierOptions } from "../model/tier.js";
import type { TierOption } from "../model/tier.js";
import { texts } from "../texts.js";
import { Dialog, FailureAlert, ProseField, SendButton } from "./parts.js";
import { attempt } from "./state.js";

const { tier: words } = texts;

interface TierProps {
  readonly desk: Desk;
  readonly rows: readonly SeatRow[];
  readonly role: RulingRole;
  /** Why this can no longer be ruled; null if it can. */
  readonly endReason: string | null;
  readonly onClose: () => void;
}

export function TierDialog({ desk, rows, role, endReason, onClose }: TierProps) {
  const options = tierOptions(rows);
  const draft = useSignal(BLANK_TIER);
  const hasTried = useSignal(false);
  const faults = tierFaults(draft.value, options);
  const isBusy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    hasTried.value = true;
    const option = options.find((each) => keyOf(each) === draft.value.option);
    if (faults.length || !option || isBusy.value || endReason) return;
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
        <ProseField draft={draft} name="reason" label={texts.ruling.reason} isRequired />
        <ProseField draft={draft} name="evidence" label={texts.ruling.evidence} />
        <div role="alert">
          {faults.filter((each) => hasTried.value || each === "changed").map((each) => <p key={each} class="failure">{words.faults[each]}</p>)}
        </div>
        <FailureAlert />
        <SendButton isBusy={isBusy.value} endReason={endReason} />
      </form>
    </Dialog>
  );
}
