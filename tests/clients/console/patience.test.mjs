// A network that does not answer: after the deadline the remembered values are used, then the network is switched on again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { responseOrRemembered, abortRequestsAt, openByDeadline } = await load("firestore/opening_deadline.js");
const { readConfig } = await load("config.js");

const never = () => new Promise(() => {});
const over = () => AbortSignal.abort();
const notOver = () => new AbortController().signal;

test("an answer counts until patience is over, then what is remembered does", async () => {
  assert.equal(await responseOrRemembered(Promise.resolve("new"), "kept", notOver()), "new");
  assert.equal(await responseOrRemembered(never(), "kept", over()), "kept");
  const deadline = new AbortController();
  const response = responseOrRemembered(never(), "kept", deadline.signal);
  deadline.abort();
  assert.equal(await response, "kept");
  await assert.rejects(responseOrRemembered(Promise.reject(new Error("refused")), "kept", notOver()), /refused/);
});

test("requests are given up when patience is over, and waited for again after that", async () => {
  const signals = [];
  const hanging = (input, { signal } = {}) => new Promise((_, reject) => {
    signals.push(signal);
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
  const [scope, deadline] = [{ fetch: hanging }, new AbortController()];
  const stopAborting = abortRequestsAt(deadline.signal, scope);
  const request = scope.fetch("/who", {});
  deadline.abort(new Error("given up"));
  await assert.rejects(request, /given up/);
  stopAborting();
  assert.equal(scope.fetch, hanging);
});

/** A network and what happened to it; `opened` tells what can be opened with and without it. */
function network(opened) {
  const done = [];
  let isOn = true;
  const turn = (name, on) => async () => {
    done.push(name);
    isOn = on;
  };
  const open = async () => opened(isOn);
  return { done, open, network: { disable: turn("disable", false), enable: turn("enable", true) } };
}

test("a match is opened from the device once patience is over, and the network is there again", async () => {
  const slow = network((isOn) => (isOn ? never() : "from the cache"));
  assert.equal(await openByDeadline(slow.open, slow.network, over()), "from the cache");
  assert.deepEqual(slow.done, ["disable", "enable"]);
  const quick = network(() => "from the server");
  assert.equal(await openByDeadline(quick.open, quick.network, notOver()), "from the server");
  assert.deepEqual(quick.done, []);
});

test("what the device does not have is opened by the network, however long it takes", async () => {
  const unknown = network((isOn) => {
    if (!isOn) throw new Error("there is no match m1");
    return "from the server";
  });
  assert.equal(await openByDeadline(unknown.open, unknown.network, over()), "from the server");
  assert.deepEqual(unknown.done, ["disable", "enable"]);
  const none = network(() => { throw new Error("there is no match m1"); });
  await assert.rejects(openByDeadline(none.open, none.network, notOver()), /no match/);
  assert.deepEqual(none.done, []);
});

test("the configuration of the last time serves where nobody answers, and is waited for without one", async (t) => {
  const answers = t.mock.method(globalThis, "fetch", (_, { signal }) => new Promise((resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else setImmediate(() => resolve(new Response('{"firebase": {"projectId": "new"}}')));
  }));
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  assert.equal((await readConfig(storage, over())).firebase.projectId, "new");
  kept.set([...kept.keys()][0], '{"firebase": {"projectId": "kept"}}');
  assert.equal((await readConfig(storage, over())).firebase.projectId, "kept");
  assert.equal((await readConfig(storage, notOver())).firebase.projectId, "new");
  assert.equal(answers.mock.callCount(), 3);
});
