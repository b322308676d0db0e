// Tests the log that the console makes of a scorer's book, and which innings are open.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, load, logOf } from "./matches.mjs";
import { T20 } from "./scoring.mjs";

const { bookLog, entryBefore, holderOf, isRelieved, lastEntryOf, refusedOpening, SeatWatch } = await load("firestore/books.js");
const { Innings } = await load("firestore/innings.js");
const { candidateEntry } = await load("session/entries.js");

const ACTIONS = 20;
const BASE = 12;

/** Return the log with the entries on which each action rests. */
const withAgreement = (log, entriesOf) => log.map((each, place) => ({ ...each, agreement: { tier: "DUAL", entries: entriesOf(place) } }));
const entryReference = (personId, number) => ({ personId, entryId: `1_${number}`, versionId: `1_${number}` });
const wholeLog = logOf(T20, ACTIONS);
const scoreOf = (log) => fold.board(log, T20.start.setup).score;

/** Return Anna's book: she takes over Bert's after his twelfth entry and records the rest. */
function bookAfterTakeover(more = {}) {
  const { runs, wickets, legalBalls } = scoreOf(wholeLog.slice(0, BASE));
  const opening = { type: "book_opened", runs, wickets, legalBalls, takesOverFrom: "bert", afterEntryId: `1_${BASE}`, ...more };
  return [opening, ...T20.innings[0].slice(BASE, ACTIONS)]
    .reduce((book, fields) => [...book, candidateEntry(book, 1, fields)], []);
}

const shownLog = (book, log) => bookLog(book, { log, personId: "anna", setup: T20.start.setup });

test("a book that takes over another's shows the whole match, however long the log has become since", () => {
  const book = bookAfterTakeover();
  const entriesOf = (place) => ({ home: place < BASE ? entryReference("bert", place + 1) : entryReference("anna", place - BASE + 2), away: entryReference("carl", place + 1) });
  const log = withAgreement(wholeLog, entriesOf);
  for (let known = BASE; known <= ACTIONS; known += 1) {
    assert.deepEqual(scoreOf(shownLog(book, log.slice(0, known)).log), scoreOf(wholeLog), `with ${known} of the log`);
  }
});

test("actions that two other scorers agree on after the takeover are not shown twice", () => {
  const log = withAgreement(wholeLog, (place) => ({ away: entryReference("carl", place + 1), umpire: entryReference("dora", place + 1) }));
  assert.deepEqual(scoreOf(shownLog(bookAfterTakeover(), log).log), scoreOf(wholeLog));
});

test("a log shorter than the takeover's score is shown as far as it goes", () => {
  const log = withAgreement(wholeLog.slice(0, BASE - 3), (place) => ({ home: entryReference("bert", place + 1) }));
  const { log: seen, entryIds } = shownLog(bookAfterTakeover(), log);
  assert.equal(seen.length, BASE - 3 + ACTIONS - BASE);
  assert.equal(entryIds.get(`1_${BASE - 1}`), "1_2"); // after nine actions of the log; the statement has no place
});

test("a book opened after an action of the log starts there", () => {
  const { takesOverFrom: _, afterEntryId: __, ...statement } = bookAfterTakeover()[0];
  const book = [{ ...statement, afterActionId: `1_${BASE}` }, ...bookAfterTakeover().slice(1)];
  assert.deepEqual(scoreOf(shownLog(book, wholeLog).log), scoreOf(wholeLog));
});

test("a person's last entry that the log rests on is found, also if it is a correction", () => {
  const log = withAgreement(wholeLog, (place) => (place < 5 ? { home: entryReference("bert", place + 1) } : { away: entryReference("carl", place + 1) }));
  const corrected = log.map((each, place) => (place === 1 ? { ...each, agreement: { entries: { home: { ...entryReference("bert", 2), versionId: "1_10" } } } } : each));
  assert.deepEqual([lastEntryOf("bert", log), lastEntryOf("bert", corrected), lastEntryOf("anna", log)], ["1_5", "1_10", null]);
});

/** Return innings whose scorers have a given number of actions each, and the order in which they are opened. */
function inningsWithScorers(counts, begun) {
  const opened = [];
  const open = async ({ inningsNumber }) => {
    opened.push(inningsNumber);
    return { actions: Array(counts[inningsNumber - 1] ?? 0).fill({}), subscribe: () => {}, close: async () => {} };
  };
  return { opened, innings: new Innings(open, {}, () => {}, begun) };
}

test("the innings that have begun and the next one are open, each once", async () => {
  const { opened, innings } = inningsWithScorers([9, 4]);
  await Promise.all([innings.start(), innings.start()]);
  innings.onLogChanged();
  assert.deepEqual(opened, [1, 2, 3]);
});

test("a scorer whose book starts in the second innings can record in it", async () => {
  let begun = 2;
  const { opened, innings } = inningsWithScorers([], () => begun);
  await innings.start();
  assert.deepEqual(opened, [1, 2, 3]);
  assert.ok(innings.scorerOf(2));
  begun = 3;
  innings.onLogChanged();
  await innings.start();
  assert.deepEqual(opened, [1, 2, 3, 4]);
});

test("innings that were open before are reopened at once, and all closed if one cannot be opened", async () => {
  const { innings, opened } = inningsWithScorers([9, 4]);
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

test("a statement that the functions dispute is found until it is withdrawn", () => {
  const book = bookAfterTakeover();
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

/** Return Anna's book and the log: Anna recorded six actions, Bert six more, then Anna took over again. */
function bookTakenBack() {
  const first = T20.innings[0].slice(0, BASE / 2).reduce((book, fields) => [...book, candidateEntry(book, 1, fields)], []);
  const { runs, wickets, legalBalls } = scoreOf(wholeLog.slice(0, BASE));
  const opening = { type: "book_opened", runs, wickets, legalBalls, takesOverFrom: "bert", afterEntryId: `1_${BASE / 2 + 1}` };
  const book = [opening, ...T20.innings[0].slice(BASE, ACTIONS)].reduce((all, fields) => [...all, candidateEntry(all, 1, fields)], first);
  const entriesOf = (place) => ({
    home: place < BASE / 2 ? entryReference("anna", place + 1) : place < BASE ? entryReference("bert", place - BASE / 2 + 2) : entryReference("anna", place - BASE / 2 + 2),
    away: entryReference("carl", place + 1),
  });
  return { book, log: withAgreement(wholeLog, entriesOf) };
}

test("a book that was handed over and taken back shows the whole match", () => {
  const { book, log } = bookTakenBack();
  for (let known = BASE; known <= ACTIONS; known += 1) {
    const { log: seen, entryIds } = shownLog(book, log.slice(0, known));
    assert.deepEqual(scoreOf(seen), scoreOf(wholeLog), `with ${known} of the log`);
    assert.equal(entryIds.get("1_3"), "1_3", "a ball of before the handover can be corrected");
    assert.equal(entryIds.get("1_9"), undefined, "Bert's");
    assert.equal(entryIds.get(seen.at(-1).id), book.at(-1).id);
  }
});

test("a ball recorded before the handover and corrected after it is shown corrected", () => {
  const { book, log } = bookTakenBack();
  const ball = T20.innings[0].findIndex((each, place) => place > 0 && typeof each.runsOffBat === "number");
  assert.ok(ball > 0 && ball < BASE / 2);
  const { runsOffBat, totalRuns } = T20.innings[0][ball];
  const fields = { ...T20.innings[0][ball], runsOffBat: runsOffBat + 3, totalRuns: totalRuns + 3, corrects: `1_${ball + 1}` };
  const { log: seen } = shownLog([...book, candidateEntry(book, 1, fields)], log.slice(0, BASE));
  assert.equal(scoreOf(seen).runs, scoreOf(wholeLog).runs + 3);
});

test("a book opened after the log twice starts at the last opening", () => {
  const log = withAgreement(wholeLog, (place) => ({ home: entryReference("dora", place + 1), away: entryReference("carl", place + 1) }));
  const behind = (number) => {
    const { runs, wickets, legalBalls } = scoreOf(wholeLog.slice(0, number));
    return { type: "book_opened", runs, wickets, legalBalls, afterActionId: `1_${number}` };
  };
  const [, ...balls] = T20.innings[0];
  const parts = [behind(4), ...balls.slice(3, 6), behind(BASE), ...balls.slice(BASE - 1, ACTIONS - 1)];
  const book = parts.reduce((all, fields) => [...all, candidateEntry(all, 1, fields)], []);
  assert.deepEqual(scoreOf(shownLog(book, log).log), scoreOf(wholeLog));
});

test("a scorer whose book was taken over is told so until they continue with it", () => {
  const { book, log } = bookTakenBack();
  const own = (entries) => ({ seat: "home", personId: "anna", book: entries });
  const bert = { personId: "bert", lastEntryId: null };
  const before = book.slice(0, BASE / 2);
  assert.equal(isRelieved(bert, log.slice(0, BASE), own(before)), true);
  assert.equal(isRelieved(null, log.slice(0, BASE), own(before)), false, "the seat is hers");
  assert.equal(isRelieved(bert, log.slice(0, BASE), own(book)), false, "she has said that she goes on");
  assert.equal(isRelieved(bert, log, own(book)), true, "Bert has gone on with her book once more");
  const shadow = withAgreement(wholeLog, (place) => ({ home: entryReference("bert", place + 1) }));
  assert.equal(isRelieved(bert, shadow, own(before)), false, "a book that is kept beside");
});

test("a scorer who loses the seat again before any of their balls is agreed is told so until they take it over", () => {
  const [opening, ball] = bookAfterTakeover();
  const own = (book) => ({ seat: "home", personId: "anna", book });
  const bert = { personId: "bert", lastEntryId: null };
  const log = withAgreement(wholeLog.slice(0, BASE), (place) => ({ home: entryReference("bert", place + 1), away: entryReference("carl", place + 1) }));
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

/** Return a log of ten actions from Carl's book; Anna's book lacks the actions at some places. */
const logWithoutEntries = (...missing) => withAgreement(wholeLog.slice(0, 10), (place) => ({
  away: entryReference("carl", place + 1),
  ...(!missing.includes(place) && { home: entryReference("anna", place + 1 - missing.filter((each) => each < place).length) }),
}));
const before = (kind, place, log) => entryBefore({ inningsNumber: 1, kind, place }, log, "anna");

test("a missed ball is inserted after the own entry before its place, not after the last one", () => {
  const log = logWithoutEntries(4);
  assert.equal(before("extra", 4, log), "1_4", "behind the log's fourth action");
  assert.equal(before("lacking", 5, log), "1_4", "the log's fifth itself");
  assert.equal(before("amended", 5, log), "1_4");
  assert.equal(before("extra", 6, log), "1_5", "own places are one less behind it");
  assert.equal(before("score", 11, log), "1_9", "the next ball of the log");
  assert.equal(before("lacking", 6, logWithoutEntries(3, 4, 5)), "1_3", "where several were missed");
});

test("a missed ball is placed in the order of play, with corrections and late balls in their places", () => {
  const log = logWithoutEntries(4);
  const late = { ...candidateEntry(log, 1, T20.innings[0][4], { after: "1_3" }), agreement: { entries: { home: entryReference("anna", 10), away: entryReference("carl", 11) } } };
  const corrected = { ...candidateEntry([...log, late], 1, T20.innings[0][3], { corrects: "1_4" }), agreement: { entries: { home: { ...entryReference("anna", 4), versionId: "1_11" } } } };
  const more = [...log, late, corrected];
  assert.equal(before("lacking", 4, more), "1_10", "the late ball is what was played before");
  assert.equal(before("extra", late.sequenceNumber, more), "1_10");
  assert.equal(before("extra", 4, more), "1_4", "the entry, not what corrects it");
  assert.equal(before("lacking", 5, more), "1_4");
});

test("a missed ball has no place if there is no own entry before it in the innings", () => {
  const none = withAgreement(wholeLog.slice(0, 10), (place) => ({ away: entryReference("carl", place + 1), ...(place > 5 && { home: entryReference("anna", place - 5) }) }));
  assert.equal(before("lacking", 4, none), null);
  assert.equal(entryBefore({ inningsNumber: 2, kind: "score", place: 1 }, none, "anna"), null);
});
