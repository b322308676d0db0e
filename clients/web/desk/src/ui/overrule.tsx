// The dialog in which an official overrules a ruling: the ruling in force, the new one and, as a second step, what it
// changes.

import { Official } from "@scrbrd/client/official";
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../io/desk.js";
import type { Ball } from "../model/balls.js";
import { blankRuling } from "../model/disputes.js";
import type { DisputeRow, RulingDraft } from "../model/disputes.js";
import type { DisputeDocument } from "../model/documents.js";
import { isCaptaincy, methodsOf } from "../model/roles.js";
import type { RulingRole } from "../model/roles.js";
import { ballRuled, changeOf, completesPair, overruleFaults, overrulingMethods, overrulingOf } from "../model/rulings.js";
import type { Overruling, RulingRow, ScoreChange } from "../model/rulings.js";
import { changeInWords, claimInWords, placeInWords, texts } from "../texts.js";
import { Dialog, FailureAlert, ProseField } from "./parts.js";
import { BallChoice, MethodChoice, useAllowedMethod } from "./ruling.js";
import { RulingWords } from "./rulings.js";
import type { Names } from "./rulings.js";
import { attempt } from "./state.js";

const { overrule: words } = texts;

interface OverruleProps {
  readonly desk: Desk;
  readonly row: DisputeRow;
  readonly dispute: DisputeDocument;
  /** The ruling to be overruled, as of now; it changes if somebody else rules in the meantime. */
  readonly standing: RulingRow;
  readonly role: RulingRole;
  readonly names: Names;
  /** Why it can no longer be overruled; null if it can. */
  readonly endReason: string | null;
  readonly onClose: () => void;
}

export function OverruleDialog({ desk, row, dispute, standing, role, names, endReason, onClose }: OverruleProps) {
  const able = overrulingMethods(role, standing);
  const methods = able.length ? able : methodsOf(role); // none if a higher rank has ruled meanwhile: see `endReason`
  const draft = useSignal<RulingDraft>(blankRuling(methods[0] ?? "umpire", desk.penalties.value));
  const seenNumber = useSignal(standing.number);
  const hasStandingChanged = useSignal(false);
  const isConfirming = useSignal(false);
  useAllowedMethod(draft, methods, () => (isConfirming.value = false));
  const hasTried = useSignal(false);
  const isBusy = useSignal(false);
  const faults = overruleFaults(draft.value, row, dispute, standing);
  const place = placeInWords(row);
  const changesId = useId();
  useEffect(() => {
    if (isBusy.value || standing.number === seenNumber.value) return;
    seenNumber.value = standing.number; // somebody else has ruled: the choice was made against another ruling
    draft.value = { ...draft.value, accepts: null, fingerprint: null, method: methods[0] ?? draft.value.method };
    isConfirming.value = false;
    hasStandingChanged.value = true;
  }, [standing.number, isBusy.value]);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    hasTried.value = true;
    if (faults.length || isBusy.value || endReason) {
      isConfirming.value = false;
      return;
    }
    if (!isConfirming.value) {
      hasStandingChanged.value = false;
      isConfirming.value = true;
      return;
    }
    isBusy.value = true;
    const isDone = await attempt(async () => {
      const decision = overrulingOf(draft.value, dispute, standing);
      const isPair = completesPair(dispute, desk.rulings.value ?? [], decision, role, desk.person.personId);
      const number = await send(desk, dispute, role, decision);
      return isCaptaincy(role) && !isPair ? texts.ruling.halfDone(number) : words.done(number, standing.number);
    }, place);
    isBusy.value = false;
    if (isDone) onClose();
  };
  const after = ballRuled(draft.value, dispute);
  return (
    <Dialog title={words.title(standing.number, place)} onClose={onClose}>
      <form class="ruling" onSubmit={submit} noValidate>
        <div role="alert">{hasStandingChanged.value && <p class="note">{words.moved}</p>}</div>
        <Step title={isConfirming.value ? words.sure : words.stands}>
          {!isConfirming.value && <p><RulingWords ruling={standing} names={names} /></p>}
        </Step>
        {isConfirming.value && after !== undefined
          ? <Consequences id={changesId} standing={standing} after={after} row={row} desk={desk} names={names} />
          : (
            <>
              <BallChoice draft={draft} dispute={row} nameOf={names.player} />
              <MethodChoice draft={draft} methods={methods} />
              <ProseField draft={draft} name="reason" label={texts.ruling.reason} isRequired />
              <ProseField draft={draft} name="evidence" label={texts.ruling.evidence} />
            </>
          )}
        <div role="alert">
          {faults.filter((each) => hasTried.value || each === "changed").map((each) => (
            <p key={each} class="failure">{each === "same" ? words.same : texts.ruling.faults[each]}</p>
          ))}
          {endReason && !isBusy.value && <p class="note">{endReason}</p>}
        </div>
        <FailureAlert />
        {!(endReason && !isBusy.value) && (
          <div class="actions">
            {isConfirming.value && <button type="button" class="button" onClick={() => (isConfirming.value = false)}>{words.back}</button>}
            <button
              class={`button ${isConfirming.value ? "danger" : "primary"}`} aria-disabled={isBusy.value}
              aria-describedby={isConfirming.value ? changesId : undefined}
            >
              {isBusy.value ? texts.ruling.sending : isConfirming.value ? words.confirm(standing.number) : words.look}
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

/** A step with its heading, which gets the focus when the step changes, so that screen readers read it. */
function Step({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const lastTitle = useRef(title);
  useLayoutEffect(() => {
    if (lastTitle.current !== title) heading.current?.focus();
    lastTitle.current = title;
  }, [title]);
  return (
    <div>
      <h3 ref={heading} tabIndex={-1}>{title}</h3>
      {children}
    </div>
  );
}

interface ConsequencesProps {
  readonly id: string;
  readonly standing: RulingRow;
  readonly after: Ball | null;
  readonly row: DisputeRow;
  readonly desk: Desk;
  readonly names: Names;
}

/** The ball as ruled now, the ball of the new ruling, and the change of the score. */
function Consequences({ id, standing, after, row, desk, names }: ConsequencesProps) {
  const ballText = (ball: Ball | null): string => (ball ? claimInWords(ball, row.fields, names.player) : texts.ruling.neither);
  return (
    <div id={id}>
      <dl class="claims">
        <div><dt>{row.isOpen ? words.ruled : words.stands}</dt><dd>{ballText(standing.ball)} <span class="muted">({texts.disputes.rulingNumber(standing.number)})</span></dd></div>
        <div><dt>{words.will}</dt><dd><strong>{ballText(after)}</strong></dd></div>
        <div><dt>{words.board}</dt><dd><strong>{changeInWords(changeBy(standing, after, row, desk), row.inningsNumber)}</strong></dd></div>
      </dl>
      <p class="muted">{words.follows}</p>
    </div>
  );
}

/** Return the change of the score; null if it cannot be computed here. A ruling that waits has not changed the log: a
 * ball that blocks the score is not in it, and the log's version of any other ball is known only to the functions. */
function changeBy(standing: RulingRow, after: Ball | null, { isOpen, blocks, inningsNumber }: DisputeRow, desk: Desk): ScoreChange | null {
  if (isOpen && !blocks) return null;
  return changeOf(isOpen ? null : standing.ball, after, inningsNumber, desk.ticker.value);
}
