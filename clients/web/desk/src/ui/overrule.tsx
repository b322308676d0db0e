// The dialog in which an official overrules a ruling: what stands, what shall stand, and, as a second step,
// what that changes.

import { Official } from "@scrbrd/client/official";
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../io/desk.js";
import type { Ball } from "../model/balls.js";
import { blankRuling } from "../model/disputes.js";
import type { DisputeRow, RulingDraft } from "../model/disputes.js";
import type { DisputeDocument } from "../model/documents.js";
import { isCaptains } from "../model/roles.js";
import type { RulingRole } from "../model/roles.js";
import { ballRuled, changeOf, completesPair, overruleFaults, overrulingMethods, overrulingOf } from "../model/rulings.js";
import type { Change, Overruling, RulingRow } from "../model/rulings.js";
import { changeInWords, claimInWords, placeInWords, texts } from "../texts.js";
import { Dialog, Failed, Prose } from "./parts.js";
import { BallChoice, MethodChoice } from "./ruling.js";
import { RulingWords } from "./rulings.js";
import type { Names } from "./rulings.js";
import { attempt } from "./state.js";

const { overrule: words } = texts;

interface OverruleProps {
  readonly desk: Desk;
  readonly row: DisputeRow;
  readonly dispute: DisputeDocument;
  /** What is overruled, as it is now: another where somebody rules meanwhile. */
  readonly standing: RulingRow;
  readonly role: RulingRole;
  readonly names: Names;
  /** Why it cannot be overruled any more; null: it can. */
  readonly ended: string | null;
  readonly onClose: () => void;
}

export function OverruleDialog({ desk, row, dispute, standing, role, names, ended, onClose }: OverruleProps) {
  const methods = overrulingMethods(role, standing);
  const draft = useSignal<RulingDraft>(blankRuling(methods[0] ?? "umpire"));
  const seen = useSignal(standing.number);
  const isMoved = useSignal(false);
  const isSure = useSignal(false);
  const hasTried = useSignal(false);
  const isBusy = useSignal(false);
  const faults = overruleFaults(draft.value, row, dispute, standing);
  const place = placeInWords(row);
  const changes = useId();
  useEffect(() => {
    if (isBusy.value || standing.number === seen.value) return;
    seen.value = standing.number; // somebody has ruled: what was chosen was chosen over another ruling
    draft.value = { ...draft.value, accepts: null, word: null, method: methods[0] ?? draft.value.method };
    isSure.value = false;
    isMoved.value = true;
  }, [standing.number, isBusy.value]);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    hasTried.value = true;
    if (faults.length || isBusy.value || ended) {
      isSure.value = false;
      return;
    }
    if (!isSure.value) {
      isMoved.value = false;
      isSure.value = true;
      return;
    }
    isBusy.value = true;
    const isDone = await attempt(async () => {
      const decision = overrulingOf(draft.value, dispute, standing);
      const isPair = completesPair(dispute, desk.rulings.value ?? [], decision, role, desk.person.personId);
      const number = await send(desk, dispute, role, decision);
      return isCaptains(role) && !isPair ? texts.ruling.halfDone(number) : words.done(number, standing.number);
    }, place);
    isBusy.value = false;
    if (isDone) onClose();
  };
  const after = ballRuled(draft.value, dispute);
  return (
    <Dialog title={words.title(standing.number, place)} onClose={onClose}>
      <form class="ruling" onSubmit={submit} noValidate>
        <div role="alert">{isMoved.value && <p class="note">{words.moved}</p>}</div>
        <Step title={isSure.value ? words.sure : words.stands}>
          {!isSure.value && <p><RulingWords ruling={standing} names={names} /></p>}
        </Step>
        {isSure.value && after !== undefined
          ? <Sure id={changes} standing={standing} after={after} row={row} desk={desk} names={names} />
          : (
            <>
              <BallChoice draft={draft} dispute={row} nameOf={names.player} />
              <MethodChoice draft={draft} methods={methods} />
              <Prose draft={draft} name="reason" label={texts.ruling.reason} isRequired />
              <Prose draft={draft} name="evidence" label={texts.ruling.evidence} />
            </>
          )}
        <div role="alert">
          {faults.filter((each) => hasTried.value || each === "changed").map((each) => (
            <p key={each} class="failure">{each === "same" ? words.same : texts.ruling.faults[each]}</p>
          ))}
          {ended && !isBusy.value && <p class="note">{ended}</p>}
        </div>
        <Failed />
        {!(ended && !isBusy.value) && (
          <div class="actions">
            {isSure.value && <button type="button" class="button" onClick={() => (isSure.value = false)}>{words.back}</button>}
            <button
              class={`button ${isSure.value ? "danger" : "primary"}`} aria-disabled={isBusy.value}
              aria-describedby={isSure.value ? changes : undefined}
            >
              {isBusy.value ? texts.ruling.sending : isSure.value ? words.confirm(standing.number) : words.look}
            </button>
          </div>
        )}
      </form>
    </Dialog>
  );
}

function send(
  { db, matchId, person }: Desk, dispute: DisputeDocument, role: RulingRole, decision: Overruling,
): Promise<number> {
  const official = new Official({ db, matchId, personId: person.personId, role });
  return official.rule(dispute as unknown as Parameters<Official["rule"]>[0], decision);
}

/** A step's heading: focused where a step follows another, so that it is read out. */
function Step({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(title);
  useLayoutEffect(() => {
    if (shown.current !== title) heading.current?.focus();
    shown.current = title;
  }, [title]);
  return (
    <div>
      <h3 ref={heading} tabIndex={-1}>{title}</h3>
      {children}
    </div>
  );
}

interface SureProps {
  readonly id: string;
  readonly standing: RulingRow;
  readonly after: Ball | null;
  readonly row: DisputeRow;
  readonly desk: Desk;
  readonly names: Names;
}

/** What stands, what will, and what that is on the scoreboard. */
function Sure({ id, standing, after, row, desk, names }: SureProps) {
  const said = (ball: Ball | null): string => (ball ? claimInWords(ball, row.fields, names.player) : texts.ruling.neither);
  return (
    <div id={id}>
      <dl class="claims">
        <div><dt>{row.isOpen ? words.ruled : words.stands}</dt><dd>{said(standing.ball)} <span class="muted">({texts.disputes.rulingNumber(standing.number)})</span></dd></div>
        <div><dt>{words.will}</dt><dd><strong>{said(after)}</strong></dd></div>
        <div><dt>{words.board}</dt><dd><strong>{changeInWords(changeBy(standing, after, row, desk), row.inningsNumber)}</strong></dd></div>
      </dl>
      <p class="muted">{words.follows}</p>
    </div>
  );
}

/** A ruling that waits has not changed the log: a ball that holds the score back is not in it, and how it has
 * another only the functions know. */
function changeBy(standing: RulingRow, after: Ball | null, { isOpen, blocks, inningsNumber }: DisputeRow, desk: Desk): Change | null {
  if (isOpen && !blocks) return null;
  return changeOf(isOpen ? null : standing.ball, after, inningsNumber, desk.ticker.value);
}
