// Tests the console on a device without storage, or with full storage.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { logOf, match } from "../console/matches.mjs";
import { asRecordedBy, inDialog, launch, PHONE, serve } from "./console_site.mjs";

const T20 = match("1386111");
const emulators = { firestore: "127.0.0.1:1", auth: "http://127.0.0.1:1" };
const CONFIG = JSON.stringify({ firebase: { projectId: "demo-scrbrd", apiKey: "x", authDomain: "x" }, emulators });
const FORGETS = "This browser keeps nothing for this page";

/** The scripts that replace the device's storage before the page is loaded. */
const STORAGES = {
  blocked: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }),
  none: () => Object.defineProperty(window, "localStorage", { get: () => null }),
  full: () => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; },
};

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

async function onPage(folder, storage, use) {
  const site = await serve(folder, () => ({ ...T20.start, log: asRecordedBy("anna", logOf(T20, 4)) }), { "/config.json": CONFIG });
  const page = await browser.newPage({ viewport: PHONE, serviceWorkers: "block" });
  page.setDefaultTimeout(30_000);
  const failures = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.addInitScript(STORAGES[storage]);
  try {
    await page.goto(`${site.url}?match=m1`);
    await use(page);
    assert.deepEqual(failures, [], storage);
  } finally {
    await page.close();
    site.close();
  }
}

test("a device without storage shows the match and a notice, and choices last until the page is closed", async () => {
  for (const storage of ["blocked", "none"]) {
    await onPage(process.env.CONSOLE_FAKE, storage, async (page) => {
      await page.getByText(FORGETS).waitFor();
      await page.locator('.key.runs[data-runs="4"]').click();
      await page.locator(".score .runs strong", { hasText: /^8\// }).waitFor();
      await page.getByRole("button", { name: "☰ Menu" }).click();
      await inDialog(page).getByRole("button", { name: "Settings", exact: true }).click();
      await inDialog(page).getByLabel("Dark").check();
      assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    });
  }
});

test("a device with full storage shows the match and applies changed choices", () => onPage(process.env.CONSOLE_FAKE, "full", async (page) => {
  await page.getByRole("button", { name: "☰ Menu" }).click();
  await inDialog(page).getByRole("button", { name: "Settings", exact: true }).click();
  await inDialog(page).getByLabel("Dark").check();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await page.getByText(FORGETS).count(), 0);
}));

test("with Firebase such a device asks for a sign-in", async () => {
  for (const storage of Object.keys(STORAGES)) {
    await onPage(process.env.CONSOLE_SITE, storage, (page) => page.getByRole("heading", { name: "Sign in to score" }).waitFor());
  }
});
