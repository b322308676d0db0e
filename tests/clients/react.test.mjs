// Tests the React hooks with React's own renderer, in StrictMode, which mounts everything twice. The
// components render nothing, so no document is needed.

import assert from "node:assert/strict";
import test from "node:test";
import { AlreadyOpen } from "@scrbrd/client";
import { useScorer, useStore } from "@scrbrd/client/react";
import { createElement, StrictMode } from "react";
import { ball, MemoryLocks, MemoryStorage, newMatch, scoringDevice, waitForTarget } from "./devices.mjs";

// React needs a document when it is loaded, and these of its properties when it renders.
const documentOfNothing = Object.assign(new EventTarget(), { nodeType: 9, activeElement: null });
const container = () =>
  Object.assign(new EventTarget(), {
    nodeType: 1, nodeName: "DIV", tagName: "DIV", namespaceURI: "http://www.w3.org/1999/xhtml",
    ownerDocument: documentOfNothing, textContent: "",
  });
Object.assign(globalThis, { document: documentOfNothing, window: globalThis });
documentOfNothing.defaultView = globalThis;
globalThis.HTMLIFrameElement ??= class {};
const { createRoot } = await import("react-dom/client");
const { renderToString } = await import("react-dom/server");

/** Mount a component that calls a hook; `seen` collects the result of each rendering. */
function mountHook(t, hook) {
  const seen = [];
  const target = new EventTarget();
  const Component = () => {
    seen.push(hook());
    queueMicrotask(() => target.dispatchEvent(new Event("change")));
    return null;
  };
  const root = createRoot(container());
  root.render(createElement(StrictMode, null, createElement(Component)));
  const unmount = () => root.unmount();
  t.after(unmount);
  return { seen, unmount, until: (what, condition) => waitForTarget(target, what, () => seen.length && condition(seen.at(-1))) };
}

/** Return the options of a scorer on a device, with a lock that only one scorer can hold. */
async function optionsOf(t) {
  const match = await newMatch(t);
  const { db, personId, role } = await scoringDevice(t, match);
  const [storage, locks] = [new MemoryStorage(), new MemoryLocks()];
  return { db, matchId: match.id, inningsNumber: 1, personId, role, storage, locks };
}

test("a scorer is open while a component is mounted, and rendered at each change", async (t) => {
  const options = await optionsOf(t);
  const { seen, unmount, until } = mountHook(t, () => useScorer({ ...options }));
  await until("it is open", ({ scorer }) => scorer);
  const { scorer } = seen.at(-1);
  scorer.append(ball(1, { runsOffBat: 4 }));
  await until("the ball", ({ view }) => view?.actions.length === 1 && view.waiting.length === 0);
  assert.equal(seen.at(-1).scorer, scorer);
  assert.ok(seen.length < 30, "it renders without end");
  unmount();
  const again = mountHook(t, () => useScorer({ ...options }));
  await again.until("it is open again: the lock was released", ({ scorer: next }) => next);
  assert.equal(again.seen.at(-1).view.actions.length, 1);
});

test("a component in a second tab gets the error that the innings is open elsewhere", async (t) => {
  const options = await optionsOf(t);
  const first = mountHook(t, () => useScorer(options));
  await first.until("it is open", ({ scorer }) => scorer);
  const second = mountHook(t, () => useScorer(options));
  await second.until("an error", ({ error }) => error);
  const { scorer, view, error } = second.seen.at(-1);
  assert.ok(error instanceof AlreadyOpen);
  assert.deepEqual([scorer, view], [null, null]);
});

test("without options or a store the hooks return nothing, also on a server", () => {
  const Component = () => JSON.stringify([useScorer(null), useStore(null)]);
  const shown = renderToString(createElement(Component)).replaceAll("&quot;", '"');
  assert.equal(shown, '[{"scorer":null,"view":null,"error":null},null]');
});
