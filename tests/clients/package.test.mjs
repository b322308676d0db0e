// Tests the package as users get it: the tarball is installed into an empty folder, and the guide's
// sample is bundled there by vite with the application's own Firebase.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { doc, setDoc, Timestamp } from "firebase/firestore";
import { build } from "vite";
import { FIRESTORE_EMULATOR_HOST, newMatch, shutDown, waitForTarget } from "./devices.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = join(ROOT, "clients/web/client");
const GUIDE = readFileSync(join(ROOT, "docs/clients.md"), "utf8");
const { version, exports } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
const TARBALL = `scrbrd-client-${version}.tgz`;
const OFFLINE = ["--offline", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"];

const folder = mkdtempSync(join(tmpdir(), "scrbrd-package-"));
const app = join(folder, "app");
test.after(() => rmSync(folder, { recursive: true, force: true }));

const npm = (cwd, ...command) =>
  execFileSync("npm", [...command, "--cache", join(folder, "cache")], { cwd, encoding: "utf8" });

/** Return a file of the guide's sample. */
function sampleFile(name) {
  const [, text] = GUIDE.match(new RegExp("^```\\w+ " + name.replace(".", "\\.") + "\\n(.*?)^```$", "ms"));
  return text;
}

npm(PACKAGE, "pack", "--pack-destination", folder, "--loglevel=error");
mkdirSync(join(app, "node_modules"), { recursive: true });
writeFileSync(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }');
npm(app, "install", join(folder, TARBALL), ...OFFLINE);
symlinkSync(join(ROOT, "node_modules/firebase"), join(app, "node_modules/firebase"));
for (const name of ["index.html", "main.js"]) writeFileSync(join(app, name), sampleFile(name));

/** Bundle with vite's defaults and `options`; return the chunks. */
async function bundle(options) {
  const shared = { root: app, configFile: false, logLevel: "error" };
  const { output } = await build({ ...shared, ...options, build: { write: false, ...options.build } });
  return output.filter(({ type }) => type === "chunk");
}

test("the guide names the tarball that is packed", () => {
  assert.match(GUIDE, new RegExp(`npm install \\./${TARBALL} firebase`));
});

test("the tarball contains the files of its exports, and neither sources nor dependencies", () => {
  const there = join(app, "node_modules/@scrbrd/client");
  for (const { types, default: code } of Object.values(exports)) {
    for (const file of [types, code]) readFileSync(join(there, file));
  }
  const listed = execFileSync("tar", ["-tzf", join(folder, TARBALL)], { encoding: "utf8" });
  const files = listed.trim().split("\n");
  assert.deepEqual(files.filter((each) => /node_modules|\/src\/|(?<!\.d)\.ts$/.test(each)), []);
  const { dependencies = {} } = JSON.parse(readFileSync(join(there, "package.json"), "utf8"));
  assert.deepEqual(dependencies, {});
});

test("a bundle of the sample has only one Firestore, the application's", async () => {
  const chunks = await bundle({});
  const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
  const sdk = modules.filter((each) => /@firebase\/firestore\/dist\/[^?]*\.m?js/.test(each));
  const copies = new Set(sdk.map((each) => each.split("/@firebase/firestore/")[0]));
  assert.deepEqual([...copies], [join(ROOT, "node_modules")]);
  const code = chunks.map((each) => each.code).join("");
  assert.equal(code.split("Firestore shutting down").length - 1, 1, "a text of the SDK's");
  assert.ok(modules.some((each) => each.includes("@scrbrd/client/dist/feed.js")));
});

test("each import has the size stated in the guide, without Firebase", async () => {
  for (const [path, { default: file }] of Object.entries(exports)) {
    const name = path.replace(".", "@scrbrd/client");
    const input = join(app, "node_modules/@scrbrd/client", file);
    const external = [/^firebase\//, "react"];
    const rolldownOptions = { input, external, preserveEntrySignatures: "strict" };
    const chunks = await bundle({ build: { rolldownOptions } });
    const size = gzipSync(chunks.map(({ code }) => code).join("")).length / 1000;
    const stated = Number(GUIDE.match(new RegExp(`^\\| \`${name}\` \\|.*\\| ([\\d.]+) kB \\|$`, "m"))?.[1]);
    const is = `${name} has ${size.toFixed(1)} kB, the guide says ${stated}`;
    assert.ok(size <= stated && size > 0.8 * stated - 0.2, is);
  }
});

test("the sample shows the score and the latest lines of a match", async (t) => {
  const match = await newMatch(t, "DUAL"); // the functions write nothing of it
  const put = (data, ...path) => setDoc(doc(match.admin, "matches", match.id, ...path), data);
  const currentInnings = { battingTeamId: "home", runs: 12, wickets: 1, overs: 2 };
  await put({ matchId: match.id, currentInnings, version: 1 }, "live", "score");
  const line = {
    inningsNumber: 1, sequenceNumber: 1, orderKey: "0001", events: [], isRetracted: false, revision: 1,
    commentary: "0.1 a dot", expireAt: Timestamp.now(),
  };
  await put(line, "events", "1_1");
  const page = { score: {}, latest: {} };
  const target = new EventTarget();
  const getElementById = (id) => target.dispatchEvent(new Event("change")) && page[id];
  Object.assign(globalThis, { document: { getElementById }, location: { search: `?match=${match.id}` } });
  const { db } = await import(pathToFileURL(await builtForNode()).href);
  t.after(() => shutDown({ app: db.app, db }));
  await waitForTarget(target, "the score", () => page.score.textContent === "home 12-1 (2.0)");
  assert.equal(page.latest.textContent, "0.1 a dot");
});

/** Return the sample as a file that Node runs, with the emulator's port of these tests. */
async function builtForNode() {
  const [, port] = FIRESTORE_EMULATOR_HOST.split(":");
  const source = sampleFile("main.js");
  assert.match(source, /"127\.0\.0\.1", 8080/);
  writeFileSync(join(app, "main.js"), source.replace('"127.0.0.1", 8080', `"127.0.0.1", ${port}`));
  const [chunk] = await bundle({ build: { ssr: "main.js" }, ssr: { noExternal: ["@scrbrd/client"] } });
  const file = join(app, "built.mjs");
  writeFileSync(file, `${chunk.code}\nexport { db };`);
  return file;
}
