// Says each ball once, politely, for those who do not look at the screen; with a switch.

import { useEffect, useMemo, useState } from "preact/hooks";
import { Announcing } from "../session/announcing.js";
import { t } from "../texts.js";
import { useMatch, useUi } from "./ui.js";
import { ballInWords, scoreText } from "./words.js";

const PAUSE_MS = 600;

export function Announcer() {
  const { balls, board } = useMatch();
  const { store, nameOf, settings } = useUi();
  const [said, say] = useState("");
  const announcing = useMemo(() => new Announcing(store.balls.peek()), [store]);
  const lastId = balls.at(-1)?.id;
  useEffect(() => {
    const ball = announcing.next(balls);
    const wanted = settings.announce.peek();
    const isWanted = wanted === "all" || (wanted === "wickets" && ball?.fields["isWicket"] === true);
    say(""); // the same words behind an undo are said again
    if (!ball || !isWanted) return undefined;
    const words = t.said(ballInWords(ball.fields, nameOf), scoreText(board));
    const timer = setTimeout(() => say(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [announcing, lastId]);
  return <p class="visually-hidden announcer" role="status" aria-atomic="true">{said}</p>;
}
