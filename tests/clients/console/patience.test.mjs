// Tests a network that does not answer: after the deadline remembered values are used.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { responseOrRemembered, abortRequestsAt, openByDeadline } = await load("firestore/opening_deadline.js");
const { readConfig } = await load("config.js");

const unanswered = () => new Promise(() => {});
const expired = () => AbortSignal.abort();
const notExpired = () => new AbortController().signal;

test("a response is used until the deadline, then the remembered value", async () => {
  assert.equal(await responseOrRemembered(Promise.resolve("new"), "kept", notExpired()), "new");
  assert.equal(await responseOrRemembered(unanswered(), "kept", expired()), "kept");
  const deadline = new AbortController();
  const response = responseOrRemembered(unanswered(), "kept", deadline.signal);
  deadline.abort();
  assert.equal(await response, "kept");
  await assert.rejects(responseOrRemembered(Promise.reject(new Error("refused")), "kept", notExpired()), /refused/);
});

test("requests are aborted at the deadline, and later requests are not", async () => {
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

/** Return a fake network that records its switches; `opened` returns the match with the network on or off. */
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

test("at the deadline a match is opened from the cache, and the network is switched on again", async () => {
  const slow = network((isOn) => (isOn ? unanswered() : "from the cache"));
  assert.equal(await openByDeadline(slow.open, slow.network, expired()), "from the cache");
  assert.deepEqual(slow.done, ["disable", "enable"]);
  const quick = network(() => "from the server");
  assert.equal(await openByDeadline(quick.open, quick.network, notExpired()), "from the server");
  assert.deepEqual(quick.done, []);
});

test("a match that is not in the cache is opened from the network, however long it takes", async () => {
  const unknown = network((isOn) => {
    if (!isOn) throw new Error("there is no match m1");
    return "from the server";
  });
  assert.equal(await openByDeadline(unknown.open, unknown.network, expired()), "from the server");
  assert.deepEqual(unknown.done, ["disable", "enable"]);
  const none = network(() => { throw new Error("there is no match m1"); });
  await assert.rejects(openByDeadline(none.open, none.network, notExpired()), /no match/);
  assert.deepEqual(none.done, []);
});

test("the stored configuration is used at the deadline; without one, the response is awaited", async (t) => {
  const answers = t.mock.method(globalThis, "fetch", (_, { signal }) => new Promise((resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else setImmediate(() => resolve(new Response('{"firebase": {"projectId": "new"}}')));
  }));
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  assert.equal((await readConfig(storage, expired())).firebase.projectId, "new");
  kept.set([...kept.keys()][0], '{"firebase": {"projectId": "kept"}}');
  assert.equal((await readConfig(storage, expired())).firebase.projectId, "kept");
  assert.equal((await readConfig(storage, notExpired())).firebase.projectId, "new");
  assert.equal(answers.mock.callCount(), 3);
});
