// Opens the officials' desk in a browser and signs a person in.

import { PASSWORD } from "../devices.mjs";
import { openPage } from "./browser.mjs";

/** Open the desk of a match, or another page of it, and sign in with an account of these tests. */
export async function openDesk(t, browser, match, { email }, { path = `/desk/${match.id}`, ...options } = {}) {
  const page = await openPage(t, browser, options);
  await page.goto(path);
  await signIn(page, email);
  return page;
}

/** Sign in at an open desk, and wait until it shows so. */
export async function signIn(page, email, password = PASSWORD) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(`Signed in as ${email}`).first().waitFor();
}
