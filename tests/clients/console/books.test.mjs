// A scorer's book as the log that the console shows, and which innings are open.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, load, logOf } from "./matches.mjs";
import { T20 } from "./scoring.mjs";

const { bookLog, entryBefore, holderOf, isRelieved, lastEntryOf, refusedOpening, SeatWatch } = await load("firestore/books.js");
const { Innings } = await load("firestore/innings.js");
const { candidateEntry } = await load("session/entries.js");

const ACTIONS = 20;
const BASE = 12;

/** The match's log, in which each action stands on the word of some. */
const agreed = (log, entriesOf) => log.map((each, place) => ({ ...each, agreement: { tier: "DUAL", entries: entriesOf(place) } }));
const cite = (personId, number) => ({ personId, entryId: `1_${number}`, versionId: `1_${number}` });
const whole = logOf(T20, ACTIONS);
const scoreOf = (log) => fold.board(log, T20.start.setup).score;

/** Anna goes on with Bert's book behind his twelfth entry, and has the rest of the actions. */
function takenOver(more = {}) {
  const { runs, wickets, legalBalls } = scoreOf(whole.slice(0, BASE));
  const opening = { type: "book_opened", runs, wickets, legalBalls, takesOverFrom: "bert", afterEntryId: `1_${BASE}`, ...more };
  return [opening, ...T20.innings[0].slice(BASE, ACTIONS)]
    .reduce((book, fields) => [...book, candidateEntry(book, 1, fields)], []);
}

const logShown = (book, log) => bookLog(book, { log, personId: "anna", setup: T20.start.setup });

test("a book that goes on with another's is the whole match, however far the log has come since", () => {
  const book = takenOver();
  const entriesOf = (place) => ({ home: place < BASE ? cite("bert", place + 1) : cite("anna", place - BASE + 2), away: cite("carl", place + 1) });
  const log = agreed(whole, entriesOf);
  for (let known = BASE; known <= ACTIONS; known += 1) {
    assert.deepEqual(scoreOf(logShown(book, log.slice(0, known)).log), scoreOf(whole), `with ${known} of the log`);
  }
});

test("what two others agree on meanwhile is not shown twice", () => {
  const log = agreed(whole, (place) => ({ away: cite("carl", place + 1), umpire: cite("dora", place + 1) }));
  assert.deepEqual(scoreOf(logShown(takenOver(), log).log), scoreOf(whole));
});

test("the log that is behind what was taken over is shown as far as it is", () => {
  const log = agreed(whole.slice(0, BASE - 3), (place) => ({ home: cite("bert", place + 1) }));
  const { log: seen, entryIds } = logShown(takenOver(), log);
  assert.equal(seen.length, BASE - 3 + ACTIONS - BASE);
  assert.equal(entryIds.get(`1_${BASE - 1}`), "1_2"); // behind the log's nine, the statement's place left out
});

test("a book that was opened behind an action of the log begins there", () => {
  const { takesOverFrom: _, afterEntryId: __, ...statement } = takenOver()[0];
  const book = [{ ...statement, afterActionId: `1_${BASE}` }, ...takenOver().slice(1)];
  assert.deepEqual(scoreOf(logShown(book, whole).log), scoreOf(whole));
});

test("the last entry of a person that the log stands on is found, be it a correction", () => {
  const log = agreed(whole, (place) => (place < 5 ? { home: cite("bert", place + 1) } : { away: cite("carl", place + 1) }));
  const corrected = log.map((each, place) => (place === 1 ? { ...each, agreement: { entries: { home: { ...cite("bert", 2), versionId: "1_10" } } } } : each));
  assert.deepEqual([lastEntryOf("bert", log), lastEntryOf("bert", corrected), lastEntryOf("anna", log)], ["1_5", "1_10", null]);
});

/** Scorers that hold a given number of actions each; they are opened one after the other. */
function scorers(counts, begun) {
  const opened = [];
  const open = async ({ inningsNumber }) => {
    opened.push(inningsNumber);
    return { actions: Array(counts[inningsNumber - 1] ?? 0).fill({}), subscribe: () => {}, close: async () => {} };
  };
  return { opened, innings: new Innings(open, {}, () => {}, begun) };
}

test("the innings that have begun are open, and one more; each once", async () => {
  const { opened, innings } = scorers([9, 4]);
  await Promise.all([innings.start(), innings.start()]);
  innings.onLogChanged();
  assert.deepEqual(opened, [1, 2, 3]);
});

test("who keeps a book from the second innings on can record in it", async () => {
  let begun = 2;
  const { opened, innings } = scorers([], () => begun);
  await innings.start();
  assert.deepEqual(opened, [1, 2, 3]);
  assert.ok(innings.scorerOf(2));
  begun = 3;
  innings.onLogChanged();
  await innings.start();
  assert.deepEqual(opened, [1, 2, 3, 4]);
});

test("innings that were open the last time are opened at once, and closed where one of them cannot be", async () => {
  const { innings, opened } = scorers([9, 4]);
  const starting = innings.start(3);
  assert.deepEqual(opened, [1, 2, 3]);
  await starting;
  assert.equal(innings.all.length, 3);
  const closed = [];
  const open = async ({ inningsNumber }) => {
    if (inningsNumber === 2) throw new Error("open in another tab");
    return { actions: [], subscribe: () => {}, close: async () => closed.push(inningsNumber) };
  };
  await assert.rejects(new Innings(open, {}, () => {}).start(3), /another tab/);
  assert.deepEqual(closed, [1, 3]);
});

test("a statement that the functions refuse is found, until it is withdrawn", () => {
  const book = takenOver();
  const [opening] = book;
  const entry = { seat: "home", personId: "anna", entryId: opening.id };
  const disputes = [{ id: "1_21", kind: "score" }, { id: `1_13_home_${opening.id}_anna`, kind: "opened", entry }];
  const mine = (seat, entries, personId = "anna") => refusedOpening(disputes, { seat, personId, book: entries });
  assert.equal(mine("home", book), opening);
  assert.deepEqual(holderOf(opening), { personId: "bert", lastEntryId: `1_${BASE}` });
  assert.equal(mine("away", book), null, "another's");
  assert.equal(mine("home", book, "bert"), null, "another person's of the same seat");
  assert.equal(mine("home", [{ ...opening, isVoided: true }]), null, "withdrawn");
  assert.equal(refusedOpening([], { seat: "home", personId: "anna", book }), null);
  assert.equal(holderOf({ ...opening, takesOverFrom: undefined }), null, "one behind the log");
});

/** Anna had the first six actions, Bert six more, and Anna goes on with his book behind the twelfth. */
function comeBack() {
  const first = T20.innings[0].slice(0, BASE / 2).reduce((book, fields) => [...book, candidateEntry(book, 1, fields)], []);
  const { runs, wickets, legalBalls } = scoreOf(whole.slice(0, BASE));
  const opening = { type: "book_opened", runs, wickets, legalBalls, takesOverFrom: "bert", afterEntryId: `1_${BASE / 2 + 1}` };
  const book = [opening, ...T20.innings[0].slice(BASE, ACTIONS)].reduce((all, fields) => [...all, candidateEntry(all, 1, fields)], first);
  const entriesOf = (place) => ({
    home: place < BASE / 2 ? cite("anna", place + 1) : place < BASE ? cite("bert", place - BASE / 2 + 2) : cite("anna", place - BASE / 2 + 2),
    away: cite("carl", place + 1),
  });
  return { book, log: agreed(whole, entriesOf) };
}

test("a book that was handed over and taken back is the whole match", () => {
  const { book, log } = comeBack();
  for (let known = BASE; known <= ACTIONS; known += 1) {
    const { log: seen, entryIds } = logShown(book, log.slice(0, known));
    assert.deepEqual(scoreOf(seen), scoreOf(whole), `with ${known} of the log`);
    assert.equal(entryIds.get("1_3"), "1_3", "a ball of before the handover can be corrected");
    assert.equal(entryIds.get("1_9"), undefined, "Bert's");
    assert.equal(entryIds.get(seen.at(-1).id), book.at(-1).id);
  }
});

test("a ball of before the handover that is corrected after it is shown corrected", () => {
  const { book, log } = comeBack();
  const ball = T20.innings[0].findIndex((each, place) => place > 0 && typeof each.runsOffBat === "number");
  assert.ok(ball > 0 && ball < BASE / 2);
  const { runsOffBat, totalRuns } = T20.innings[0][ball];
  const fields = { ...T20.innings[0][ball], runsOffBat: runsOffBat + 3, totalRuns: totalRuns + 3, corrects: `1_${ball + 1}` };
  const { log: seen } = logShown([...book, candidateEntry(book, 1, fields)], log.slice(0, BASE));
  assert.equal(scoreOf(seen).runs, scoreOf(whole).runs + 3);
});

test("a book that goes on behind the log a second time begins where it was opened last", () => {
  const log = agreed(whole, (place) => ({ home: cite("dora", place + 1), away: cite("carl", place + 1) }));
  const behind = (number) => {
    const { runs, wickets, legalBalls } = scoreOf(whole.slice(0, number));
    return { type: "book_opened", runs, wickets, legalBalls, afterActionId: `1_${number}` };
  };
  const [, ...balls] = T20.innings[0];
  const parts = [behind(4), ...balls.slice(3, 6), behind(BASE), ...balls.slice(BASE - 1, ACTIONS - 1)];
  const book = parts.reduce((all, fields) => [...all, candidateEntry(all, 1, fields)], []);
  assert.deepEqual(scoreOf(logShown(book, log).log), scoreOf(whole));
});

test("whose book somebody goes on with is told, until they go on with theirs", () => {
  const { book, log } = comeBack();
  const own = (entries) => ({ seat: "home", personId: "anna", book: entries });
  const bert = { personId: "bert", lastEntryId: null };
  const before = book.slice(0, BASE / 2);
  assert.equal(isRelieved(bert, log.slice(0, BASE), own(before)), true);
  assert.equal(isRelieved(null, log.slice(0, BASE), own(before)), false, "the seat is hers");
  assert.equal(isRelieved(bert, log.slice(0, BASE), own(book)), false, "she has said that she goes on");
  assert.equal(isRelieved(bert, log, own(book)), true, "Bert has gone on with her book once more");
  const shadow = agreed(whole, (place) => ({ home: cite("bert", place + 1) }));
  assert.equal(isRelieved(bert, shadow, own(before)), false, "a book that is kept beside");
});

test("who loses the seat again before any ball of theirs was agreed is told too, until they take it over", () => {
  const [opening, ball] = takenOver();
  const own = (book) => ({ seat: "home", personId: "anna", book });
  const bert = { personId: "bert", lastEntryId: null };
  const log = agreed(whole.slice(0, BASE), (place) => ({ home: cite("bert", place + 1), away: cite("carl", place + 1) }));
  const seatWatch = new SeatWatch("anna");
  const holders = [null, "bert", "anna", "anna", "bert", "bert", "anna", "dora"];
  assert.deepEqual(holders.map((each) => seatWatch.isLost(each)), [false, false, false, false, true, false, false, true]);
  assert.equal(isRelieved(bert, log, own([opening])), false, "the functions have not read her statement yet");
  assert.equal(isRelieved(bert, log, own([opening]), opening.id), true, "Bert has gone on with her book");
  assert.equal(isRelieved(bert, log, own([opening, ball]), opening.id), true, "what she records does not count");
  const again = { ...opening, id: "1_3", sequenceNumber: 3 };
  assert.equal(isRelieved(bert, log, own([opening, ball, again]), opening.id), false, "she goes on with his");
  assert.equal(isRelieved(null, log, own([opening]), opening.id), false, "the seat is hers");
});

/** Carl's log of ten actions, in which Anna has every ball but some. */
const withoutAnnas = (...missing) => agreed(whole.slice(0, 10), (place) => ({
  away: cite("carl", place + 1),
  ...(!missing.includes(place) && { home: cite("anna", place + 1 - missing.filter((each) => each < place).length) }),
}));
const before = (kind, place, log) => entryBefore({ inningsNumber: 1, kind, place }, log, "anna");

test("a ball that was missed belongs behind the own entry before its place, not behind the last one", () => {
  const log = withoutAnnas(4);
  assert.equal(before("extra", 4, log), "1_4", "behind the log's fourth action");
  assert.equal(before("lacking", 5, log), "1_4", "the log's fifth itself");
  assert.equal(before("amended", 5, log), "1_4");
  assert.equal(before("extra", 6, log), "1_5", "own places are one less behind it");
  assert.equal(before("score", 11, log), "1_9", "the next ball of the log");
  assert.equal(before("lacking", 6, withoutAnnas(3, 4, 5)), "1_3", "where several were missed");
});

test("a ball that was missed goes behind the order of play, corrections and late balls in their places", () => {
  const log = withoutAnnas(4);
  const late = { ...candidateEntry(log, 1, T20.innings[0][4], { after: "1_3" }), agreement: { entries: { home: cite("anna", 10), away: cite("carl", 11) } } };
  const corrected = { ...candidateEntry([...log, late], 1, T20.innings[0][3], { corrects: "1_4" }), agreement: { entries: { home: { ...cite("anna", 4), versionId: "1_11" } } } };
  const more = [...log, late, corrected];
  assert.equal(before("lacking", 4, more), "1_10", "the late ball is what was played before");
  assert.equal(before("extra", late.sequenceNumber, more), "1_10");
  assert.equal(before("extra", 4, more), "1_4", "the entry, not what corrects it");
  assert.equal(before("lacking", 5, more), "1_4");
});

test("without an own entry before it in the innings a missed ball has no place", () => {
  const none = agreed(whole.slice(0, 10), (place) => ({ away: cite("carl", place + 1), ...(place > 5 && { home: cite("anna", place - 5) }) }));
  assert.equal(before("lacking", 4, none), null);
  assert.equal(entryBefore({ inningsNumber: 2, kind: "score", place: 1 }, none, "anna"), null);
});
