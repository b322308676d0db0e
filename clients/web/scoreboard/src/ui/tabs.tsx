// The tabs of a page. The chosen tab is kept in the address, and all panels stay in the document.

import { signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Return the chosen tab, read from the address; an address that names no tab changes nothing. */
export function tabSignal(names: readonly string[]): Signal<string> {
  const inAddress = (other: string): string => {
    const name = location.hash.slice(1);
    return names.includes(name) ? name : other;
  };
  const first = names[0] ?? "";
  const chosen = signal(inAddress(first));
  addEventListener("hashchange", () => {
    chosen.value = location.hash.length > 1 ? inAddress(chosen.value) : first;
  });
  return chosen;
}

interface TabsProps {
  readonly label: string;
  readonly names: Readonly<Record<string, string>>;
  readonly chosen: Signal<string>;
}

export function Tabs({ label, names, chosen }: TabsProps): JSX.Element {
  const keys = Object.keys(names);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => showTab(list.current, chosen.value), [chosen.value]);
  const choose = (name: string): void => {
    chosen.value = name;
    history.replaceState(null, "", `#${name}`);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = keys[(keys.indexOf(chosen.value) + step + keys.length) % keys.length] ?? "";
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {keys.map((name) => (
        <button key={name} type="button" role="tab" id={`tab-${name}`} aria-controls={`panel-${name}`}
          aria-selected={chosen.value === name} tabIndex={chosen.value === name ? 0 : -1} onClick={() => choose(name)}>
          {names[name]}
        </button>
      ))}
    </div>
  );
}

/** Scroll the row of tabs until one of them is visible; the page itself does not scroll. */
function showTab(list: HTMLElement | null, name: string): void {
  const tab = list?.querySelector(`#tab-${name}`);
  if (!list || !tab) return;
  const [row, own] = [list.getBoundingClientRect(), tab.getBoundingClientRect()];
  if (own.left < row.left) list.scrollLeft -= row.left - own.left;
  else if (own.right > row.right) list.scrollLeft += own.right - row.right;
}

interface PanelProps {
  readonly name: string;
  readonly chosen: Signal<string>;
  readonly children: ComponentChildren;
}

export function Panel({ name, chosen, children }: PanelProps): JSX.Element {
  return (
    <section class={`panel panel-${name}`} role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${name}`}
      hidden={chosen.value !== name}>
      {children}
    </section>
  );
}
