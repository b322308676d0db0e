// The dialog in which an official rules on a dispute.

import { Official } from "@scrbrd/client/official";
import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Desk } from "../io/desk.js";
import { blankRuling, decisionOf, faultsOf, fewestRuns, hasRuns, isChanged, likelyOfNext, mayRuleBall, otherSeats } from "../model/disputes.js";
import type { DisputeRow, RulingDraft } from "../model/disputes.js";
import type { RuledExtra, RuledParts } from "../model/balls.js";
import type { Seat } from "../model/documents.js";
import { isCaptaincy, methodsOf } from "../model/roles.js";
import type { Method, RulingRole } from "../model/roles.js";
import { completesPair } from "../model/rulings.js";
import { claimInWords, placeInWords, texts } from "../texts.js";
import { Dialog, FailureAlert, ProseField, SendButton } from "./parts.js";
import { attempt } from "./state.js";

const { ruling: words } = texts;
const MOST_RUNS = 12;

interface RulingProps {
  readonly desk: Desk;
  readonly dispute: DisputeRow;
  readonly role: RulingRole;
  /** Why it can no longer be ruled on; null if it can. */
  readonly endReason: string | null;
  readonly onClose: () => void;
}

export function RulingDialog({ desk, dispute, role, endReason, onClose }: RulingProps) {
  const methods = methodsOf(role);
  const draft = useSignal<RulingDraft>(blankRuling(methods[0] ?? "umpire", desk.penalties.value));
  useAllowedMethod(draft, methods);
  const hasTried = useSignal(false);
  const faults = faultsOf(draft.value, dispute);
  const isBusy = useSignal(false);
  const place = placeInWords(dispute);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    hasTried.value = true;
    if (faults.length || isBusy.value || endReason) return;
    isBusy.value = true;
    const isDone = await attempt(async () => {
      const { number, isPair } = await send(desk, dispute.id, role, draft.value);
      return isPair ? words.bothDone(number) : isCaptaincy(role) ? words.halfDone(number) : words.done(number);
    }, place);
    isBusy.value = false;
    if (isDone) onClose();
  };
  return (
    <Dialog title={`${words.title}: ${place}`} onClose={onClose}>
      <form class="ruling" onSubmit={submit} noValidate>
        <BallChoice draft={draft} dispute={dispute} nameOf={desk.nameOf.value} />
        <OtherEntries draft={draft} dispute={dispute} />
        <MethodChoice draft={draft} methods={methods} />
        <ProseField draft={draft} name="reason" label={words.reason} isRequired />
        <ProseField draft={draft} name="evidence" label={words.evidence} />
        <div role="alert">
          {faults.filter((each) => hasTried.value || each === "changed").map((each) => <p key={each} class="failure">{words.faults[each]}</p>)}
        </div>
        <FailureAlert />
        <SendButton isBusy={isBusy.value} endReason={endReason} />
      </form>
    </Dialog>
  );
}

/** Replace the method of a draft by the usual one of the role if the role does not have it: an umpire whose role ends
 * during a ruling may still rule as a captain. */
export function useAllowedMethod(draft: Signal<RulingDraft>, methods: readonly Method[], onReplaced?: () => void): void {
  const [usual] = methods;
  useEffect(() => {
    if (!usual || methods.includes(draft.value.method)) return;
    draft.value = { ...draft.value, method: usual };
    onReplaced?.();
  }, [methods.join()]);
}

/** Send a ruling; return its number and whether it completes a pair of equal captains' rulings. It uses the present
 * state of the dispute, which may have more claims than when the dialog was opened. */
async function send(
  { db, matchId, person, disputes, rulings }: Desk, id: string, role: RulingRole, draft: RulingDraft,
): Promise<{ readonly number: number; readonly isPair: boolean }> {
  const dispute = disputes.value?.find((each) => each.id === id);
  if (!dispute) throw new Error(`the dispute ${id} is gone`);
  const official = new Official({ db, matchId, personId: person.personId, role });
  const decision = decisionOf(draft, dispute);
  const isPair = completesPair(dispute, rulings.value ?? [], decision, role, person.personId);
  // The document is only loosely typed here; the ruling uses the entries' ids and persons.
  return { number: await official.rule(dispute as unknown as Parameters<Official["rule"]>[0], decision), isPair };
}

interface ChoiceProps {
  readonly draft: Signal<RulingDraft>;
  readonly dispute: DisputeRow;
  readonly nameOf: (id: string) => string;
}

/** The choice of what happened: a claim, no such ball, or a ball entered here. */
export function BallChoice(props: ChoiceProps) {
  return (
    <>
      <Choice {...props} />
      {props.draft.value.accepts === "action" && <OwnBall draft={props.draft} />}
    </>
  );
}

function Choice({ draft, dispute, nameOf }: ChoiceProps) {
  type Option = { value: NonNullable<RulingDraft["accepts"]>; label: string; by: string; fingerprint: string | null };
  const options: Option[] = [
    ...dispute.claims.map(({ seat, ball, fingerprint }) => ({
      value: seat, label: claimInWords(ball, dispute.fields, nameOf), by: texts.seats[seat], fingerprint,
    })),
    { value: "neither", label: words.neither, by: "", fingerprint: null },
    ...(mayRuleBall(dispute) ? [{ value: "action" as const, label: words.action, by: "", fingerprint: null }] : []),
  ];
  const isUnchanged = !isChanged(draft.value, dispute);
  return (
    <fieldset>
      <legend>{words.accepts}</legend>
      {options.map(({ value, label, by, fingerprint }) => (
        <label key={value} class="option">
          <input
            type="radio" name="accepts" checked={isUnchanged && draft.value.accepts === value}
            onChange={() => (draft.value = { ...draft.value, accepts: value, fingerprint, ofNext: likelyOfNext(value, dispute) })}
          />
          <span>{label}{by && <span class="muted"> ({by})</span>}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The choice of the seats whose entries belong to the next ball instead of this one. */
function OtherEntries({ draft, dispute }: Pick<ChoiceProps, "draft" | "dispute">) {
  const others = otherSeats(draft.value, dispute);
  if (!others.length) return null;
  const { ofNext } = draft.value;
  const choose = (seat: Seat, isOfNext: boolean): void => {
    draft.value = { ...draft.value, ofNext: isOfNext ? [...ofNext, seat] : ofNext.filter((each) => each !== seat) };
  };
  return (
    <fieldset>
      <legend>{words.ofNext}</legend>
      {others.map((seat) => (
        <label key={seat} class="option">
          <input type="checkbox" checked={ofNext.includes(seat)} onChange={(event) => choose(seat, event.currentTarget.checked)} />
          <span>{words.isOfNext(texts.seats[seat])}</span>
        </label>
      ))}
    </fieldset>
  );
}

function OwnBall({ draft }: { readonly draft: Signal<RulingDraft> }) {
  const { ruled, penalties } = draft.value;
  const change = (changes: Partial<RuledParts>): void => {
    draft.value = { ...draft.value, ruled: { ...ruled, ...changes } };
  };
  const numberOf = (event: Event): number =>
    Math.min(MOST_RUNS, Math.max(0, Math.trunc(Number((event.currentTarget as HTMLInputElement).value)) || 0));
  const chooseExtra = (value: string): void => {
    const extra = value === "" ? null : (value as RuledExtra);
    change({ extra, extraRuns: hasRuns(extra) ? fewestRuns(extra, penalties) : 0 });
  };
  return (
    <div class="own-ball">
      <label class="field">
        {words.runs}
        <input type="number" inputMode="numeric" min={0} max={MOST_RUNS} value={ruled.runsOffBat} onInput={(event) => change({ runsOffBat: numberOf(event) })} />
      </label>
      <label class="field">
        {words.extra}
        <select value={ruled.extra ?? ""} onChange={(event) => chooseExtra(event.currentTarget.value)}>
          <option value="">{words.noExtra}</option>
          {Object.entries(words.extras).map(([kind, name]) => <option key={kind} value={kind}>{name(penalties)}</option>)}
        </select>
      </label>
      {ruled.extra !== null && ruled.extra !== "noBall" && (
        <label class="field">
          {words.extraRuns[ruled.extra]}
          <input type="number" inputMode="numeric" min={fewestRuns(ruled.extra, penalties)} max={MOST_RUNS} value={ruled.extraRuns} onInput={(event) => change({ extraRuns: numberOf(event) })} />
        </label>
      )}
    </div>
  );
}

export function MethodChoice({ draft, methods }: { readonly draft: Signal<RulingDraft>; readonly methods: readonly Method[] }) {
  return (
    <label class="field">
      {words.method}
      <select
        value={draft.value.method}
        onChange={(event) => (draft.value = { ...draft.value, method: event.currentTarget.value as Method })}
      >
        {methods.map((each) => <option key={each} value={each}>{words.methods[each]}</option>)}
      </select>
    </label>
  );
}
