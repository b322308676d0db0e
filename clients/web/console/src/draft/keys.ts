// The meaning of each key on the pad. Single keys can be switched off (WCAG 2.1.4).

import type { Part } from "./draft.js";

export type Meaning =
  | { readonly kind: "part"; readonly part: Part }
  | { readonly kind: "out" | "commit" | "undo" | "redo" | "swap" };

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const PARTS: Record<string, Part> = {
  w: { part: "wide" },
  n: { part: "noBall" },
  b: { part: "bye" },
  l: { part: "legBye" },
  h: { part: "hold" },
  escape: { part: "clear" },
};

const OTHERS: Record<string, Meaning> = {
  o: { kind: "out" },
  enter: { kind: "commit" },
  s: { kind: "swap" },
};

/** Return the meaning of a key press for the pad; null if the pad does not use the key. */
export function meaningOf(press: Press): Meaning | null {
  const key = press.key.toLowerCase();
  if (press.altKey) return null;
  if (press.ctrlKey || press.metaKey) return chord(key, press.shiftKey);
  if (/^[0-6]$/.test(key)) return runs(Number(key));
  if (key === ".") return runs(0);
  const part = PARTS[key];
  return part ? { kind: "part", part } : (OTHERS[key] ?? null);
}

function chord(key: string, isShifted: boolean): Meaning | null {
  if (key === "z") return { kind: isShifted ? "redo" : "undo" };
  return key === "y" ? { kind: "redo" } : null;
}

function runs(number: number): Meaning {
  return { kind: "part", part: { part: "runs", runs: number } };
}
