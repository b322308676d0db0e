// The shared parts of the pages: a section, a dialog, a button that waits for its work, failures.

import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { texts } from "../texts.js";
import { clearFailure, failedAction, failure, failureDetail } from "./state.js";

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** A short text next to the title. */
  readonly badge?: { readonly text: string; readonly kind: string } | null;
  readonly children: ComponentChildren;
}

export function Section({ id, title, badge, children }: SectionProps) {
  return (
    <section id={id} class="card" aria-labelledby={`${id}-title`}>
      <div class="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {badge && <span class={`badge ${badge.kind}`}>{badge.text}</span>}
      </div>
      {children}
    </section>
  );
}

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over the page, closed by Escape and its button. The focus returns to the element that opened it, or to the
 * page if that element is gone. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const opener = document.activeElement;
    clearFailure();
    element.current?.showModal();
    return () => {
      const next = opener?.isConnected ? opener : document.getElementById("main");
      (next as HTMLElement | null)?.focus();
    };
  }, []);
  return (
    <dialog ref={element} class="sheet" aria-labelledby={name} onClose={onClose}>
      <div class="section-head">
        <h2 id={name}>{title}</h2>
        <button type="button" class="button quiet" onClick={onClose}>{texts.close}</button>
      </div>
      {children}
    </dialog>
  );
}

interface WorkButtonProps {
  readonly class?: string;
  readonly label?: string;
  readonly work: () => Promise<unknown>;
  readonly children: ComponentChildren;
}

/** A button that cannot be pressed again until its work is done. */
export function WorkButton({ class: kind = "", label, work, children }: WorkButtonProps) {
  const isBusy = useSignal(false);
  const press = async (): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    await work();
    isBusy.value = false;
  };
  return (
    <button type="button" class={`button ${kind}`} aria-label={label} aria-disabled={isBusy.value} onClick={press}>
      {children}
    </button>
  );
}

/** The last failure, announced at once. */
export function FailureAlert() {
  return <div role="alert">{failure.value && <p class="failure"><FailureText /></p>}</div>;
}

function FailureText() {
  return (
    <>
      {failedAction.value && `${failedAction.value}: `}{failureDetail.value && `${failureDetail.value}. `}
      {failure.value && texts.failures[failure.value]}
    </>
  );
}

/** The last failure of a whole page, visible at any scroll position until it is dismissed, because the pressed button may
 * be far down. */
export function PageFailureAlert() {
  const dismiss = (): void => {
    clearFailure();
    document.getElementById("main")?.focus({ preventScroll: true }); // the button is gone
  };
  return (
    <div role="alert">
      {failure.value && (
        <div class="failure afloat">
          <p><FailureText /></p>
          <button type="button" class="button" onClick={dismiss}>{texts.dismiss}</button>
        </div>
      )}
    </div>
  );
}

interface WithReason {
  readonly reason: string;
  readonly evidence: string;
}

interface ProseProps<Draft extends WithReason> {
  readonly draft: Signal<Draft>;
  readonly name: "reason" | "evidence";
  readonly label: string;
  readonly isRequired?: boolean;
}

/** The field for a text of a ruling, which everybody can read. */
export function ProseField<Draft extends WithReason>({ draft, name, label, isRequired = false }: ProseProps<Draft>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id} name={name} rows={name === "reason" ? 2 : 1} maxLength={500} aria-required={isRequired}
        value={draft.value[name]}
        onInput={(event) => (draft.value = { ...draft.value, [name]: event.currentTarget.value })}
      />
    </div>
  );
}

/** The button that sends a ruling or, if it can no longer be sent, the reason. */
export function SendButton({ isBusy, endReason }: { readonly isBusy: boolean; readonly endReason: string | null }) {
  const isEnded = endReason !== null && !isBusy;
  return (
    <>
      <div role="alert">{isEnded && <p class="note">{endReason}</p>}</div>
      {!isEnded && (
        <button class="button primary" aria-disabled={isBusy}>{isBusy ? texts.ruling.sending : texts.ruling.send}</button>
      )}
    </>
  );
}
