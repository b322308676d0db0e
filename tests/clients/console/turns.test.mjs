// Tests that an opening that outlasts its user's session is neither shown nor left open.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./matches.mjs";

const { Turns } = await load("firestore/turns.js");

/** Return turns whose openings finish on request, and what they did. */
function turnsOf() {
  const [turns, done, endings] = [new Turns(), [], new Map()];
  const open = (name) => turns.next((isCurrent) => new Promise((resolve, reject) => {
    endings.set(name, {
      succeed: () => {
        if (isCurrent()) done.push(`${name} shown`);
        resolve(() => done.push(`${name} closed`));
      },
      fail: () => reject(new Error(name)),
    });
  }), ({ message }) => done.push(`${message} failed`));
  const end = async (name, how) => {
    endings.get(name)[how]();
    await new Promise(setImmediate);
  };
  return { turns, done, open, end };
}

test("a match that is opened after its scorer was signed out is not shown, and is closed", async () => {
  const { turns, done, open, end } = turnsOf();
  open("anna");
  turns.end();
  await end("anna", "succeed");
  assert.deepEqual(done, ["anna closed"]);
});

test("of two users one after the other only the last one's match stays open, whichever opens first", async () => {
  const { turns, done, open, end } = turnsOf();
  open("anna");
  open("bert");
  await end("bert", "succeed");
  await end("anna", "succeed");
  assert.deepEqual(done, ["bert shown", "anna closed"]);
  open("carl");
  await end("carl", "succeed");
  turns.end();
  assert.deepEqual(done.slice(2), ["bert closed", "carl shown", "carl closed"]);
});

test("a failure to open is reported during its user's turn only", async () => {
  const { done, open, end } = turnsOf();
  open("anna");
  open("bert");
  await end("anna", "fail");
  await end("bert", "fail");
  assert.deepEqual(done, ["bert failed"]);
});
