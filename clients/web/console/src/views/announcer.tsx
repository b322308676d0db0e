// Says each ball once, politely, for those who do not look at the screen; with a switch.

import { useEffect, useState } from "preact/hooks";
import { t } from "../texts.js";
import { useMatch, useUi } from "./ui.js";
import { ballInWords, scoreText } from "./words.js";

const PAUSE_MS = 600;

export function Announcer() {
  const { balls, board } = useMatch();
  const { nameOf, settings } = useUi();
  const [said, say] = useState("");
  const last = balls.at(-1);
  const wanted = settings.announce.value;
  const isWanted = wanted === "all" || (wanted === "wickets" && last?.fields["isWicket"] === true);
  useEffect(() => {
    if (!last || !isWanted) return undefined;
    const words = t.said(ballInWords(last.fields, nameOf), scoreText(board));
    const timer = setTimeout(() => say(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [last?.id, isWanted]);
  return <p class="visually-hidden" role="status" aria-atomic="true">{said}</p>;
}
