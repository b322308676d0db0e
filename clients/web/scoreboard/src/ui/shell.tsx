// The common parts of every page: the bar with its links, and the settings.

import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import type { AnnounceMode } from "../model/announce.ts";
import { announceMode, theme } from "../state/settings.ts";
import type { Theme } from "../state/settings.ts";
import { texts } from "../texts.ts";

export function Shell({ children, season }: { children: ComponentChildren; season?: { href: string } | null }): JSX.Element {
  return (
    <>
      <a class="skip button" href="#main" onClick={skip}>{texts.skip}</a>
      <header class="bar">
        <a class="brand" href="/">{texts.site}</a>
        <nav aria-label={texts.site}>
          <a href="/">{texts.home}</a>
          {season ? <a href={season.href}>{texts.season}</a> : null}
        </nav>
        <Settings />
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
    </>
  );
}

/** Move the focus to the main content, without changing the chosen tab in the address. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Settings(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="button quiet" onClick={() => dialog.current?.showModal()}>{texts.settings}</button>
      <dialog class="sheet" ref={dialog} aria-labelledby="settings-title">
        <h2 id="settings-title">{texts.settings}</h2>
        <Choice legend={texts.theme} name="theme" options={texts.themes} chosen={theme.value}
          choose={(value) => { theme.value = value as Theme; }} />
        <Choice legend={texts.announce} name="announced" options={texts.announced} chosen={announceMode.value}
          choose={(value) => { announceMode.value = value as AnnounceMode; }} />
        <button type="button" class="button primary" onClick={() => dialog.current?.close()}>{texts.close}</button>
      </dialog>
    </>
  );
}

interface ChoiceProps {
  readonly legend: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly chosen: string;
  readonly choose: (value: string) => void;
}

function Choice({ legend, name, options, chosen, choose }: ChoiceProps): JSX.Element {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {Object.entries(options).map(([value, label]) => (
        <label key={value}>
          <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => choose(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

interface NoticeProps {
  readonly children: ComponentChildren;
  readonly retry?: () => void;
  readonly isAll?: boolean; // whether the page has no other content: the notice is then its heading
}

export function Notice({ children, retry, isAll = false }: NoticeProps): JSX.Element {
  return (
    <div class="notice card" role="status">
      {isAll ? <h1>{children}</h1> : <p>{children}</p>}
      {retry ? <button type="button" class="button" onClick={retry}>{texts.tryAgain}</button> : null}
    </div>
  );
}
