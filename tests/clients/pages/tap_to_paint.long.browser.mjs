// Measures the time from a tap to the paint: for the scorer without a network, and for a spectator compared
// with the time of log and score. Prints `{"figures": ...}` lines; scripts/bench --pages runs it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { collection, doc, onSnapshot } from "firebase/firestore";
import { openBrowser } from "./browser.mjs";
import { committed, newMatch } from "./live_match.mjs";
import { device, Scorer, Spectator } from "./scoring.mjs";

const BALLS = 60;
const OWN_P95_MS = 100;
const MOST_RATIO = { p50: 2, p95: 3 }; // of the paint to the arrival of the score, on a busy machine
const [FIRST] = committed.innings[0];

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const now = () => performance.timeOrigin + performance.now();

async function startMatch(t, match) {
  const scorer = await Scorer.open(await device(t, browser), match);
  await scorer.startInnings(FIRST);
  await scorer.waitForScore("0/0", "0.0");
  await scorer.waitUntilSent();
  return scorer;
}

/** Tap dots, and name a bowler if requested; `seen` is awaited after each with its overs. */
async function tapDots(scorer, seen) {
  for (let ball = 1; ball <= BALLS; ball += 1) {
    if (ball > 1 && ball % 6 === 1) await scorer.chooseFirst();
    await scorer.tapRuns(0);
    const overs = `${Math.floor(ball / 6)}.${ball % 6}`;
    await scorer.waitForScore("0/0", overs);
    await seen(overs);
  }
}

/** Record the time of each tap on the pad, the time of the paint of its frame, and whether the overs had
 * changed in that frame. */
function watchTaps(page) {
  return page.evaluate(() => {
    globalThis.taps = [];
    const overs = () => document.querySelector(".score .overs").textContent;
    document.addEventListener("click", ({ target, timeStamp }) => {
      if (!target.closest(".pad .runs")) return;
      const before = overs();
      const channel = new MessageChannel();
      channel.port1.onmessage = () => globalThis.taps.push({
        at: performance.timeOrigin + timeStamp, painted: performance.timeOrigin + performance.now(),
        isNew: overs() !== before,
      });
      requestAnimationFrame(() => channel.port2.postMessage(null));
    }, { capture: true });
  });
}

/** Record the time of the paint of each score, by its text. */
function watchPaints(page) {
  return page.evaluate(() => {
    globalThis.paints = {};
    const look = () => {
      const text = document.querySelector(".side.batting .score.last")?.textContent ?? "";
      if (text in globalThis.paints) return;
      globalThis.paints[text] = 0;
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        globalThis.paints[text] = performance.timeOrigin + performance.now();
      };
      requestAnimationFrame(() => channel.port2.postMessage(null));
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** Record the arrival of each action in the log and in the ticker at a plain listener of the SDK. */
function listen(t, { id, admin }) {
  const heard = { log: new Map(), score: new Map() };
  t.after(onSnapshot(collection(admin, `matches/${id}/scoring_actions`), (snap) => {
    for (const change of snap.docChanges()) if (change.type === "added") heard.log.set(change.doc.id, now());
  }));
  t.after(onSnapshot(doc(admin, "tickers", id), (snap) => {
    const actionId = snap.data()?.lastBall?.actionId;
    if (actionId && !heard.score.has(actionId)) heard.score.set(actionId, now());
  }));
  return heard;
}

function spread(milliseconds) {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const at = (share) => Math.round(sorted[Math.floor((sorted.length - 1) * share)]);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), most: at(1) };
}

const printFigures = (name, figures) => console.log(JSON.stringify({ figures: name, ...figures }));
const ratio = (one, other) => Math.round((100 * one) / other) / 100;

test("a ball is painted on the spectator's page soon after the score is written", async (t) => {
  const match = await newMatch(t);
  const spectator = await Spectator.open(t, browser, match.id);
  const scorer = await startMatch(t, match);
  await spectator.waitForScore("0/0", "0.0");
  const heard = listen(t, match);
  await watchTaps(scorer.page);
  await watchPaints(spectator.page);
  await tapDots(scorer, (overs) => spectator.waitForScore("0/0", overs));
  const taps = await scorer.page.evaluate(() => globalThis.taps);
  const paints = await spectator.page.evaluate(() => Object.entries(globalThis.paints));
  const since = (place) => taps[place].at;
  const ids = taps.map((_, place) => `1_${place + 2}`);
  const seen = taps.map(({ at }, place) => {
    const overs = `(${Math.floor((place + 1) / 6)}.${(place + 1) % 6}`;
    return paints.find(([text]) => text.includes(overs))[1] - at;
  });
  const log = spread(ids.map((id, place) => heard.log.get(id) - since(place)));
  const score = spread(ids.map((id, place) => heard.score.get(id) - since(place)));
  const paint = spread(seen);
  const paintToScore = { p50: ratio(paint.p50, score.p50), p95: ratio(paint.p95, score.p95) };
  printFigures("tapToPaint", {
    own: spread(taps.map(({ at, painted }) => painted - at)), log, score, paint, paintToScore,
    paintToLog: { p50: ratio(paint.p50, log.p50), p95: ratio(paint.p95, log.p95) },
  });
  assert.equal(paint.count, BALLS);
  for (const [share, most] of Object.entries(MOST_RATIO)) {
    assert.ok(paintToScore[share] < most, `${share}: ${paint[share]} ms beside ${score[share]} ms`);
  }
});

test("without reception a tap is painted at once", async (t) => {
  const match = await newMatch(t);
  const scorer = await startMatch(t, match);
  await scorer.page.context().setOffline(true);
  await watchTaps(scorer.page);
  await tapDots(scorer, async () => {});
  const taps = await scorer.page.evaluate(() => globalThis.taps);
  assert.ok(taps.every(({ isNew }) => isNew), "a tap's own frame did not show it");
  const own = spread(taps.map(({ at, painted }) => painted - at));
  printFigures("ownPaintOffline", own);
  assert.ok(own.p95 < OWN_P95_MS, `p95 ${own.p95} ms of ${own.count} taps`);
});
