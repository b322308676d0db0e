// Runs the snippets of docs/clients.md in order and in one scope, and checks the effect of each
// snippet as described in the guide.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { doc, setDoc } from "firebase/firestore";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import {
  appoint, assertUnbroken, ball, claimPerson, device, FIREBASE_AUTH_EMULATOR_HOST,
  FIRESTORE_EMULATOR_HOST, GCLOUD_PROJECT, MemoryStorage, newMatch, openScorer, PASSWORD,
  scoringDevice, serverLog, waitUntilSent, shutDown, waitForTarget,
} from "./devices.mjs";

const GUIDE = readFileSync(new URL("../../docs/clients.md", import.meta.url), "utf8");
const IMPORT = /^import \{([^}]+)\} from "([^"]+)";$/gm;
const AsyncFunction = (async () => {}).constructor;
const DECLARED = [
  "app", "db", "mine", "scorer", "Score", "stopFollowing", "feed", "latest", "lines", "wickets",
  "granted", "people", "playingXi", "captains", "matchesOfPlayer",
];

/** Return the guide's snippets, each with the name of its section. */
function snippets() {
  const sections = GUIDE.split(/^## /m).slice(1);
  return sections.flatMap((text) => {
    const [section] = text.split("\n", 1);
    return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => ({ section, code }));
  });
}

/** Return the values of the names that the snippets import. */
async function importedValues(code) {
  const names = {};
  for (const [, list, from] of code.matchAll(IMPORT)) {
    const module = await import(from);
    for (const name of list.split(",").map((each) => each.trim()).filter(Boolean)) {
      assert.ok(module[name], `${from} has no ${name}`);
      names[name] = module[name];
    }
  }
  return names;
}

/** Replace the emulators' usual ports by those of these tests. */
function onTheseEmulators(code) {
  const [, port] = FIRESTORE_EMULATOR_HOST.split(":");
  assert.match(code, /127\.0\.0\.1:9099[^]*"127\.0\.0\.1", 8080/);
  return code
    .replace("127.0.0.1:9099", FIREBASE_AUTH_EMULATOR_HOST)
    .replace('"127.0.0.1", 8080', `"127.0.0.1", ${port}`);
}

/** Run all snippets as one function; `after` is called after each and may read its variables. */
async function run(scope, after) {
  // Later declarations cannot be read yet, hence getters.
  const view = `{ ${DECLARED.map((name) => `get ${name}() { return ${name}; }`).join(", ")} }`;
  const parts = snippets().map(({ code }, place) => `${code}\nawait after(${place}, ${view});`);
  const code = onTheseEmulators(parts.join("\n"));
  const names = { ...(await importedValues(code)), ...scope, after };
  await new AsyncFunction(...Object.keys(names), code.replace(IMPORT, ""))(...Object.values(names));
}

/** Make a person with a name head coach of the home team's school. */
async function lead(match, personId) {
  const schoolId = `school-${match.id}`;
  await setDoc(doc(match.admin, "people", personId), { id: personId, displayName: "Thandi" });
  await setDoc(doc(match.admin, "teams", "home"), { id: "home", name: "Home", schoolId });
  const role = { schoolId, personId, role: "head_coach", status: "confirmed" };
  await setDoc(doc(match.admin, "school_role_assignments", `${schoolId}_${personId}_head_coach`), role);
}

test("the guide's snippets run and have the effects that the guide describes", async (t) => {
  const match = await newMatch(t);
  const email = `guide-${match.id}@example.com`;
  const personId = `person-${match.id}`;
  await claimPerson(await device(t, email), personId);
  await appoint(match, personId, "scorer_neutral");
  await lead(match, personId);
  for (const [playerId, isCaptain] of [["home-1", true], ["home-2", false]]) {
    const lineup = { matchId: match.id, teamId: "home", playerId, role: "playing_xi", isCaptain };
    await setDoc(doc(match.admin, "matches", match.id, "lineups", `home_${playerId}`), lineup);
  }
  const shown = [];
  const announced = [];
  const app = new EventTarget();
  const record = (list, ...what) => list.push(what) && app.dispatchEvent(new Event("change"));
  const arrived = (scorer) => waitForTarget(app, "nothing is on its way", () => scorer.waiting.length === 0);
  const scope = {
    firebaseConfig: { apiKey: "emulator", projectId: GCLOUD_PROJECT },
    email, password: PASSWORD, matchId: match.id, localStorage: new MemoryStorage(),
    show: (...what) => record(shown, ...what),
    announce: (...what) => record(announced, ...what),
    stillTrue: ({ runsOffBat }) => runsOffBat === 1,
  };

  const checks = [
    ["Connect and sign in", (now) => t.after(() => shutDown(now))],
    ["Connect and sign in", () => {}],
    ["Connect and sign in", () => {}],
    ["Open a scorer", async ({ mine }) => {
      t.after(() => mine.close());
      await waitForTarget(app, "the match", () => mine.getSnapshot()[0]?.match);
      assert.deepEqual(mine.getSnapshot()[0].roles, ["scorer_neutral"]);
    }],
    ["Open a scorer", ({ scorer }) => {
      t.after(() => scorer.close());
      assert.deepEqual(scorer.actions, []);
      assert.ok(shown.length);
    }],
    ["Append", ({ scorer }) => {
      assert.equal(scorer.waiting.length, 2);
    }],
    ["Append", async ({ scorer }) => {
      assert.deepEqual(scorer.actions.map(({ id }) => id), ["1_1", "1_2", "1_3"]);
      await arrived(scorer);
      const log = await serverLog(match);
      assert.deepEqual(log.map(({ totalRuns }) => totalRuns), [undefined, 4, 1]);
      assert.deepEqual([log[2].ballInOver, log[2].strikerId], [2, "home-1"]);
    }],
    ["Append", ({ scorer }) => {
      assert.equal(announced.at(-1)[0], "as");
      assert.equal(scorer.actions.length, 3);
    }],
    ["Append", ({ scorer }) => {
      const [[heading, sentences], [name, message]] = announced.slice(-2);
      assert.deepEqual([heading, name], ["the Laws say", "AgainstTheLaws"]);
      assert.equal(message, sentences[0][0]);
      assert.match(message, /timed out/);
      assert.equal(scorer.actions.length, 3);
    }],
    ["Append", () => assert.deepEqual(announced.at(-1), ["this over", ["4", "1wd"]])],
    ["Undo, redo, correct", async () => {
      const [, four] = await serverLog(match);
      assert.equal(four.isVoided, false);
      assert.ok(four.voidedAt);
    }],
    ["Undo, redo, correct", async ({ scorer }) => {
      assert.ok(announced.some((each) => each.join(" ") === "innings[0].noBalls 0 1"));
      await arrived(scorer);
      const log = await serverLog(match);
      assertUnbroken(log);
      assert.deepEqual([log[2].correctedBy, log[3].corrects, log[4].after], ["1_4", "1_3", "1_2"]);
    }],
    ["Offline, and the held list", async ({ scorer }) => {
      assert.equal(scorer.waiting.length, 1);
      scorer.append(ball(5, { runsOffBat: 2 }));
      const device = await scoringDevice(t, match, "other", "scorer_home");
      const other = await openScorer(t, match, device);
      other.append(ball(4, { runsOffBat: 6 }));
      await waitUntilSent(other);
    }],
    ["Offline, and the held list", async ({ scorer }) => {
      await arrived(scorer);
      assert.deepEqual(scorer.held.map(({ fields }) => fields.runsOffBat), [1, 2]);
    }],
    ["Offline, and the held list", async ({ scorer }) => {
      await arrived(scorer);
      const log = await serverLog(match);
      assertUnbroken(log);
      assert.deepEqual(log.slice(5).map(({ runsOffBat }) => runsOffBat), [6, 1]);
      assert.deepEqual(scorer.held, []);
    }],
    ["React", ({ Score }) => {
      const html = renderToString(createElement(Score, { options: null }));
      assert.equal(html, "<p>opening<!-- -->1</p>");
    }],
    ["Follow a match", async ({ stopFollowing }) => {
      await waitForTarget(app, "the score of the last ball", () => announced.at(-1)?.[1] === "1_7");
      assert.match(announced.at(-1)[0], /^12\/0 \(/);
      stopFollowing();
    }],
    ["Read the feed", async ({ feed }) => {
      t.after(() => feed.close());
      const written = ({ lines, cursor }) => cursor && lines.some(({ sequenceNumber }) => sequenceNumber === 7);
      await waitForTarget(app, "the feed of the last ball", () => written(feed.getSnapshot()));
    }],
    ["Read the feed", ({ feed, latest, lines, wickets }) => {
      const places = (list) => list.map(({ inningsNumber, sequenceNumber }) => `${inningsNumber}_${sequenceNumber}`);
      assert.deepEqual(places(lines), ["1_1", "1_2", "1_5", "1_4", "1_6", "1_7"]);
      assert.deepEqual(latest, lines.toReversed());
      assert.equal(feed.getSnapshot().isWhole, true);
      const kinds = lines.slice(1).map(({ events }) => events.map(({ type }) => type));
      assert.ok(kinds.every((each) => each.includes("BALL_BOWLED")));
      assert.deepEqual(wickets, []);
    }],
    ["Plan, enter, accept", ({ granted, people }) => {
      assert.deepEqual(granted.docs.map((each) => each.get("role")), ["scorer_home"]);
      assert.ok(people.docs.some(({ id }) => id === personId));
    }],
    ["Queries that have their indexes", ({ playingXi, captains, matchesOfPlayer }) => {
      const ids = ({ docs }) => docs.map(({ id }) => id).sort();
      assert.deepEqual(ids(playingXi), ["home_home-1", "home_home-2"]);
      assert.deepEqual(ids(captains), ["home_home-1"]);
      assert.ok(matchesOfPlayer.docs.some((each) => each.data().matchId === match.id));
    }],
  ];
  assert.deepEqual(snippets().map(({ section }) => section), checks.map(([section]) => section));
  let done = 0;
  await run(scope, async (place, now) => {
    await checks[place][1](now);
    done += 1;
  });
  assert.equal(done, checks.length);
});
