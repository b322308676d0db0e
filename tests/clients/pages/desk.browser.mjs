// Tests the officials' desk before a sign-in.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import {
  assertAccessible, assertQuiet, DESKTOP, openBrowser, openPage, PHONE, screenshot, THEMES,
} from "./browser.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("the desk asks for a sign-in, on any screen and in both themes", async (t) => {
  for (const [name, size] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    const page = await openPage(t, browser, { size, reducedMotion: "reduce" }); // without colour transitions
    await page.goto("/desk/1386111");
    await page.getByLabel("E-mail").waitFor();
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await assertAccessible(page, `${name}, ${theme}`);
      await screenshot(page, `desk-sign-in-${name}-${theme}`);
      assertQuiet(page);
    }
  }
});

test("a wrong password is explained in words", async (t) => {
  const page = await openPage(t, browser);
  await page.route("**/accounts:signInWithPassword*", (route) =>
    route.fulfill({
      status: 400, json: { error: { code: 400, message: "INVALID_LOGIN_CREDENTIALS" } },
      headers: { "Access-Control-Allow-Origin": "*" },
    }));
  await page.goto("/desk/");
  await page.getByLabel("E-mail").fill("somebody@example.com");
  await page.getByLabel("Password").fill("guess");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("E-mail or password is wrong.").waitFor();
  await assertAccessible(page);
});

const encoded = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Answer sign-ins with a fake account service that accepts all accounts. */
async function acceptSignIns(page) {
  const seconds = Math.floor(Date.now() / 1000);
  const idToken = `${encoded({ alg: "none" })}.${encoded({ sub: "u1", user_id: "u1", iat: seconds, auth_time: seconds, exp: seconds + 3600 })}.x`;
  const user = { localId: "u1", email: "somebody@example.com" };
  const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*" };
  const answer = (json) => (route) => route.fulfill({ json, headers });
  await page.route("**/accounts:signInWithPassword*", answer({ ...user, idToken, refreshToken: "r", expiresIn: "3600" }));
  await page.route("**/accounts:lookup*", answer({ users: [user] }));
}

test("a match that cannot be read without a connection is not called missing", async (t) => {
  const page = await openPage(t, browser);
  await acceptSignIns(page);
  await page.route("**/google.firestore.v1.Firestore/**", (route) => route.abort("connectionrefused"));
  await page.goto("/desk/1386111");
  await page.getByLabel("E-mail").fill("somebody@example.com");
  await page.getByLabel("Password").fill("secret");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The server cannot be reached.").waitFor();
  assert.equal(await page.getByText("There is no match at this address.").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "main", "the focus is lost with the form that had it");
  await assertAccessible(page);
});

test("a desk without settings shows that they are missing", async (t) => {
  const page = await openPage(t, browser);
  await page.route("**/config.json", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto("/desk/");
  await page.getByRole("alert").getByText("its settings cannot be read").waitFor();
  await assertAccessible(page);
});

test("the chosen theme is kept", async (t) => {
  const page = await openPage(t, browser);
  await page.goto("/desk/");
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByLabel("Colours").selectOption("dark");
  assert.notEqual(await background(), light);
  await page.reload();
  await page.getByLabel("E-mail").waitFor();
  assert.notEqual(await background(), light);
});
