// Tests that a scorer's settings are kept on the device, and that unreadable ones do not stop the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { openSettings } = await load("settings.js");

/** Return the settings of a device whose storage has the given text. */
function settingsFrom(t, text) {
  globalThis.document = { documentElement: { dataset: {} } };
  t.after(() => delete globalThis.document);
  const kept = [];
  return { settings: openSettings({ getItem: () => text, setItem: (_, value) => kept.push(value) }), kept };
}

test("a changed setting is stored and read again", (t) => {
  const { settings, kept } = settingsFrom(t, null);
  settings.theme.value = "dark";
  const { settings: again } = settingsFrom(t, kept.at(-1));
  assert.equal(again.theme.value, "dark");
});

test("a stored text that is no object leaves the defaults", (t) => {
  for (const text of ["null", "3", "[]", "{", '""']) {
    const { settings } = settingsFrom(t, text);
    const values = Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));
    const defaults = { keyboard: true, wakeLock: true, checkOvers: false, theme: "system", announce: "all" };
    assert.deepEqual(values, defaults, text);
  }
});
