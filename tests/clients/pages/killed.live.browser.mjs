// Tests that a scorer's phone whose browser is killed loses nothing: neither what is sent without
// reception, nor an undo and the ball after it, which the page itself keeps until they may be sent.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { PHONE, SECONDS } from "./browser.mjs";
import { boardOf, committed, newMatch, wholeLog } from "./live_match.mjs";
import { Scorer } from "./scoring.mjs";

const [FIRST] = committed.innings[0];
/** Much less than a browser takes until it writes localStorage to disk. */
const BEFORE_THE_KILL_MS = 400;

/** Start a browser over a folder; `kill` ends it and its children at once. */
async function startBrowser(folder) {
  const options = ["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--remote-debugging-port=0"];
  const command = [...options, `--user-data-dir=${folder}`, "about:blank"];
  const child = spawn(process.env.SCRBRD_BROWSER, command, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const endpoint = await new Promise((resolve, reject) => {
    let printed = "";
    child.stderr.on("data", (text) => {
      printed += text;
      const found = printed.match(/ws:\/\/\S+/);
      if (found) resolve(found[0]);
    });
    child.once("exit", () => reject(new Error(`the browser ended: ${printed}`)));
  });
  const [context] = (await chromium.connectOverCDP(endpoint)).contexts();
  context.setDefaultTimeout(SECONDS * 1000);
  const newPage = async () => {
    const page = await context.newPage();
    await page.setViewportSize(PHONE);
    return page;
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, "SIGKILL");
    await ended;
  };
  return { newPage, kill, setOffline: (isOffline) => context.setOffline(isOffline) };
}

/** Return a phone whose browser can be killed and started again over the same folder. */
function newPhone(t) {
  const folder = mkdtempSync(join(tmpdir(), "scrbrd-killed-"));
  let browser;
  t.after(async () => {
    await browser?.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    open: async (match) => {
      browser = await startBrowser(folder);
      return Scorer.open(browser, match);
    },
    setOffline: () => browser.setOffline(true),
    kill: async () => {
      await sleep(BEFORE_THE_KILL_MS);
      await browser.kill();
    },
  };
}

/** Return the score of the log on the server, and how many actions it has. */
async function logged(match) {
  const log = await wholeLog(match);
  const { runs, wickets } = boardOf(log).score;
  assert.equal(new Set(log.map(({ nonce }) => nonce)).size, log.length);
  return [`${runs}/${wickets}`, log.length];
}

/** Return a scorer of a new match who has sent one ball, of `runs`, and has no reception any more. */
async function offlineScorer(t, runs) {
  const match = await newMatch(t);
  const phone = newPhone(t);
  const scorer = await phone.open(match);
  await scorer.startInnings(FIRST);
  await scorer.tapRuns(runs);
  await scorer.waitForScore(`${runs}/0`, "0.1");
  await scorer.waitUntilSent();
  await phone.setOffline();
  return { match, phone, scorer };
}

/** Kill the browser and open it again; check that it shows the score, and that the log then has it. */
async function assertSurvives({ match, phone }, score, overs, actions) {
  await phone.kill();
  const again = await phone.open(match);
  await again.waitForScore(score, overs);
  await again.waitUntilSent();
  assert.deepEqual(await logged(match), [score, actions]);
}

test("balls recorded without reception are sent after the browser was killed", async (t) => {
  const device = await offlineScorer(t, 1);
  await device.scorer.tapRuns(2);
  await device.scorer.tapRuns(4);
  await device.scorer.waitForScore("7/0", "0.3");
  await assertSurvives(device, "7/0", "0.3", 4);
});

test("an undo without reception and the ball after it are sent after the browser was killed", async (t) => {
  const device = await offlineScorer(t, 6);
  await device.scorer.page.getByRole("button", { name: /Undo$/ }).click();
  await device.scorer.waitForScore("0/0", "0.0");
  await device.scorer.tapRuns(3);
  await device.scorer.waitForScore("3/0", "0.1");
  await assertSurvives(device, "3/0", "0.1", 3);
});
