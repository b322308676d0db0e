// The shared parts of the views: the dialog, choices, form fields.

import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useId, useRef } from "preact/hooks";
import type { Settings } from "../settings.js";
import type { Store } from "../session/store.js";
import { t } from "../texts.js";

export interface Ui {
  readonly store: Store;
  readonly settings: Settings;
  readonly nameOf: (playerId: string | null | undefined) => string;
  readonly teamOf: (teamId: string | null | undefined) => string;
}

const Context = createContext<Ui | null>(null);
export const UiProvider = Context.Provider;

export function useUi(): Ui {
  const ui = useContext(Context);
  if (!ui) throw new Error("a view outside of the console");
  return ui;
}

/** Return the current values that a view needs: board, balls, labels, session. */
export function useMatch() {
  const { store } = useUi();
  return {
    view: store.view.value,
    board: store.board.value,
    balls: store.balls.value,
    labels: store.labels.value,
    session: store.session.value,
    dispatch: store.dispatch,
  };
}

/** Shows why something could not be recorded, until something succeeds or the scorer dismisses it. The same message a
 * second time is a new paragraph, so that screen readers announce it again. */
export function Failure() {
  const { store } = useUi();
  const problem = store.view.value.problem;
  const failure = store.failure.value ?? problem;
  const kind = failure === problem ? "problem" : "failure";
  return (
    <div role="alert" class="failure">
      {failure && (
        <p key={`${kind} ${failure.nth}`} class="banner stopped">
          {t.status.failed}: {failure.message}
          <button type="button" class="button quiet" onClick={() => store.dismiss()}>{t.status.dismiss}</button>
        </p>
      )}
    </div>
  );
}

interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog; Escape and the close button close it, and the focus returns to the control that opened it. It shows
 * failures itself, because the page behind it is out of reach. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // A browser returns the focus only if the dialog is closed before it leaves the document.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class="sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="sheet-head">
        <h2 id={id} tabIndex={-1}>{title}</h2>
        <button type="button" class="button quiet" onClick={onClose}>{t.menu.close}</button>
        <Failure />
      </header>
      {children}
    </dialog>
  );
}

interface ChoicesProps<Value extends string> {
  readonly legend: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly disabled?: readonly string[];
  readonly columns?: 2 | 4;
}

const pillsClass = (columns?: 2 | 4) => ["pills", columns && "even", columns === 2 && "two"].filter(Boolean).join(" ");

/** A choice of one of several options, shown as pills. */
export function Choices<Value extends string>(props: ChoicesProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choices">
      <legend>{props.legend}</legend>
      <div class={pillsClass(props.columns)}>
        {props.options.map(([value, text]) => (
          <label key={value} class="pill">
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === props.value}
              disabled={props.disabled?.includes(value)}
              onChange={() => props.onChange(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label class="pill">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isOvers?: boolean;
}

export function NumberField({ label, value, onChange, isOvers }: NumberProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        inputMode={isOvers ? "decimal" : "numeric"}
        pattern={isOvers ? "[0-9]+([.][0-9])?" : "[0-9]*"}
        autocomplete="off"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

export function Select({ label, value, options, onChange }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>{text}</option>
        ))}
      </select>
    </div>
  );
}

/** The form of a dialog: its fields, and one button that submits it. */
export function SheetForm(props: {
  readonly submit: string;
  readonly disabled?: boolean;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
  readonly isDanger?: boolean;
}) {
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!props.disabled) props.onSubmit();
      }}
    >
      {props.children}
      <div class="sheet-foot">
        <button
          type="submit"
          class={`button wide ${props.isDanger ? "danger" : "primary"}`}
          disabled={props.disabled ?? false}
        >
          {props.submit}
        </button>
      </div>
    </form>
  );
}
