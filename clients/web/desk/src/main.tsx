// Starts the desk: reads the configuration, opens Firebase, then renders the page.

import "../../tokens.css";
import "./desk.css";
import { render } from "preact";
import { matchIdOf } from "./model/route.js";
import { texts } from "./texts.js";
import { keepFocus } from "./ui/focus.js";

const root = document.getElementById("app");
if (!root) throw new Error("the page has no #app");

try {
  const { readConfig } = await import("./io/config.js");
  const [config, { openFirebase }, { App }] = await Promise.all([
    readConfig(), import("./io/account.js"), import("./ui/app.js"),
  ]);
  render(<App firebase={openFirebase(config)} matchId={matchIdOf(location.pathname)} />, root);
  keepFocus(root);
} catch (error) {
  console.error(error);
  render(<main><h1>{texts.title}</h1><p role="alert">{texts.noConfig}</p></main>, root);
}
