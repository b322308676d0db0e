// Opens the spectators' pages over recorded documents; pytest names the built site (SITE).

import { openPage as openEmpty } from "../browser.mjs";
import { serve } from "./fake_server.mjs";
import { recording } from "./helpers.mjs";

/** A server of a recording by its name, closed after the test. */
export async function backendOf(t, name, options) {
  const server = await serve(process.env.SITE, recording(name), options);
  t.after(() => server.close());
  return server;
}

/** A page of a server; `before` is done to it before it is loaded. */
export async function openPage(t, browser, server, path, { before, ...options } = {}) {
  const page = await openEmpty(t, browser, { baseURL: server.url, ...options });
  await before?.(page);
  await page.goto(path);
  return page;
}
