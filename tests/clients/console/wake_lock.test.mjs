// Tests that the screen is kept on while a match is scored; the lock is requested whenever the page is shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { keepAwake } = await load("wake_lock.js");
const { openSettings } = await load("settings.js");

/** Return a fake page and device; `ask` is called for each requested lock and may throw. */
function device(t, ask) {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible", documentElement: { dataset: {} } });
  const locks = [];
  const request = async (kind) => {
    await ask?.();
    const lock = { kind, released: false, release: async () => { lock.released = true; } };
    locks.push(lock);
    return lock;
  };
  const own = { navigator: { wakeLock: { request } }, document: page };
  for (const [name, value] of Object.entries(own)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() => (before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name]));
  }
  const see = async (state) => {
    page.visibilityState = state;
    page.dispatchEvent(new Event("visibilitychange"));
    await settled();
  };
  const { wakeLock } = openSettings({ getItem: () => null, setItem: () => {} });
  return { locks, see, wakeLock, held: () => locks.filter((each) => !each.released).map((each) => each.kind) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the screen stays on while the page is visible, and the lock is released when it is closed", async (t) => {
  const { locks, see, wakeLock, held } = device(t);
  const stop = keepAwake(wakeLock);
  await settled();
  assert.deepEqual(held(), ["screen"]);
  await see("visible");
  assert.equal(locks.length, 1, "one is enough");
  locks[0].released = true; // the system releases it when the page is hidden
  await see("hidden");
  assert.deepEqual(held(), []);
  await see("visible");
  assert.deepEqual(held(), ["screen"]);
  stop();
  assert.deepEqual(held(), []);
  await see("visible");
  assert.deepEqual(held(), []);
});

test("the screen may sleep if the scorer chooses so or the system refuses the lock", async (t) => {
  const { see, wakeLock, held } = device(t);
  const stop = keepAwake(wakeLock);
  await settled();
  wakeLock.value = false;
  assert.deepEqual(held(), []);
  await see("visible");
  assert.deepEqual(held(), []);
  wakeLock.value = true;
  await settled();
  assert.deepEqual(held(), ["screen"]);
  stop();
  const low = device(t, () => { throw new Error("the battery is low"); });
  keepAwake(low.wakeLock)();
  await settled();
  assert.deepEqual(low.held(), []);
});
