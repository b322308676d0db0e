// Tests that the queues survive a browser that loses the last changes of its storage.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { withCopies } = await load("queue_copies.js");

const KEY = "scrbrd/m1/1/anna";
const queue = (...waiting) => JSON.stringify({ waiting, held: [] });
const waiting = (storage, key = KEY) => JSON.parse(storage.getItem(key)).waiting;

/** Return a device: its storage and its copies, each of which may lose changes or fail. */
function newDevice() {
  const [stored, copied] = [new Map(), new Map()];
  const storage = { isLasting: true, getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => void stored.set(key, text) };
  const copies = { all: async () => new Map(copied), put: async (key, text) => void copied.set(key, text) };
  return { stored, copied, storage, copies };
}

test("a queue of which the storage lost the last change is restored from its copy", async () => {
  const { stored, storage, copies } = newDevice();
  const page = await withCopies(storage, () => copies);
  page.setItem(KEY, queue("a ball"));
  const before = new Map(stored);
  page.setItem(KEY, queue("a ball", "an undo"));
  stored.clear();
  before.forEach((text, key) => stored.set(key, text)); // what the killed browser had written to disk
  assert.deepEqual(waiting(await withCopies(storage, () => copies)), ["a ball", "an undo"]);
  stored.clear();
  assert.deepEqual(waiting(await withCopies(storage, () => copies)), ["a ball", "an undo"]);
});

test("a queue that is newer than its copy is kept, even if the clock was set back", async (t) => {
  const { copied, storage, copies } = newDevice();
  const page = await withCopies(storage, () => copies);
  page.setItem(KEY, queue("a ball"));
  const before = new Map(copied);
  t.mock.timers.enable({ apis: ["Date"], now: 1_000 });
  page.setItem(KEY, queue());
  before.forEach((text, key) => copied.set(key, text)); // the last change was not copied any more
  assert.deepEqual(waiting(await withCopies(storage, () => copies)), []);
});

test("a queue stored by an earlier release is kept and then copied", async () => {
  const { stored, copied, storage, copies } = newDevice();
  stored.set(KEY, queue("a ball"));
  const page = await withCopies(storage, () => copies);
  assert.deepEqual(waiting(page), ["a ball"]);
  page.setItem(KEY, queue("a ball", "another"));
  assert.deepEqual([...copied.keys()], [KEY]);
  stored.set(KEY, queue("a ball", "another", "one recorded with the earlier release again"));
  assert.equal(waiting(await withCopies(storage, () => copies)).length, 3);
});

test("only queues are copied; a text that does not fit into the storage is not copied either", async () => {
  const { stored, copied, storage, copies } = newDevice();
  const page = await withCopies(storage, () => copies);
  page.setItem("scrbrd/console/settings", '{"hand":"left"}');
  page.setItem("scrbrd/console/role/m1/anna", "scorer_home");
  assert.deepEqual([stored.get("scrbrd/console/settings"), copied.size], ['{"hand":"left"}', 0]);
  storage.setItem = () => {
    throw new Error("the storage is full");
  };
  assert.throws(() => page.setItem(KEY, queue("a ball")), /full/);
  assert.equal(copied.size, 0);
});

test("without copies, or if they fail or do not answer, the page has the storage alone", async (t) => {
  const { storage, copies } = newDevice();
  assert.equal(await withCopies(storage, () => undefined), storage);
  assert.equal(await withCopies({ ...storage, isLasting: false }, () => copies).then(({ isLasting }) => isLasting), false);
  const errors = t.mock.method(console, "error", () => {});
  const failing = { ...copies, all: () => Promise.reject(new Error("blocked")) };
  assert.equal(await withCopies(storage, () => failing), storage);
  const denied = () => {
    throw new Error("denied by the browser's settings");
  };
  assert.equal(await withCopies(storage, denied), storage);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const opening = withCopies(storage, () => ({ ...copies, all: () => new Promise(() => {}) }));
  t.mock.timers.tick(5_000);
  assert.equal(await opening, storage);
  assert.equal(errors.mock.callCount(), 3);
});
