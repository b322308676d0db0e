// Small parts of every page: a section, a dialog, a button that waits for what it began.

import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { texts } from "../texts.js";
import { detail, failed, failure, forget } from "./state.js";

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** A few words beside the title. */
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

/** A dialog over the page, closed by Escape and its button; focus returns to what opened it, or
 * to the page where that is gone. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const opener = document.activeElement;
    forget();
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

/** What failed last, said at once. */
export function Failed() {
  return <div role="alert">{failure.value && <p class="failure"><FailureWords /></p>}</div>;
}

function FailureWords() {
  return <>{failed.value && `${failed.value}: `}{detail.value && `${detail.value}. `}{failure.value && texts.failures[failure.value]}</>;
}

/** The same of a whole page: what was pressed may be far down, so it is seen wherever the page is, until it is dismissed. */
export function FailedOfPage() {
  const dismiss = (): void => {
    forget();
    document.getElementById("main")?.focus({ preventScroll: true }); // the button is gone
  };
  return (
    <div role="alert">
      {failure.value && (
        <div class="failure afloat">
          <p><FailureWords /></p>
          <button type="button" class="button" onClick={dismiss}>{texts.dismiss}</button>
        </div>
      )}
    </div>
  );
}

interface Reasoned {
  readonly reason: string;
  readonly evidence: string;
}

interface ProseProps<Draft extends Reasoned> {
  readonly draft: Signal<Draft>;
  readonly name: "reason" | "evidence";
  readonly label: string;
  readonly isRequired?: boolean;
}

/** A text of a ruling, for everybody to read. */
export function Prose<Draft extends Reasoned>({ draft, name, label, isRequired = false }: ProseProps<Draft>) {
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

/** What sends a ruling; in its place, why it cannot be sent any more. */
export function Send({ isBusy, ended }: { readonly isBusy: boolean; readonly ended: string | null }) {
  const isEnded = ended !== null && !isBusy;
  return (
    <>
      <div role="alert">{isEnded && <p class="note">{ended}</p>}</div>
      {!isEnded && (
        <button class="button primary" aria-disabled={isBusy}>{isBusy ? texts.ruling.sending : texts.ruling.send}</button>
      )}
    </>
  );
}
