// Announces each ball once to screen readers, in a polite live region; it can be switched off in the settings.

import { useEffect, useMemo, useState } from "preact/hooks";
import { BallAnnouncements } from "../session/announcing.js";
import { t } from "../texts.js";
import { useMatch, useUi } from "./ui.js";
import { ballInWords, scoreText } from "./words.js";

const PAUSE_MS = 600;

export function Announcer() {
  const { balls, board } = useMatch();
  const { store, nameOf, settings } = useUi();
  const [text, setText] = useState("");
  const announcements = useMemo(() => new BallAnnouncements(store.balls.peek()), [store]);
  const lastId = balls.at(-1)?.id;
  useEffect(() => {
    const ball = announcements.next(balls);
    const wanted = settings.announce.peek();
    const isWanted = wanted === "all" || (wanted === "wickets" && ball?.fields["isWicket"] === true);
    setText(""); // so that the same text after an undo is announced again
    if (!ball || !isWanted) return undefined;
    const next = t.announcement(ballInWords(ball.fields, nameOf), scoreText(board));
    const timer = setTimeout(() => setText(next), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [announcements, lastId]);
  return <p class="visually-hidden announcer" role="status" aria-atomic="true">{text}</p>;
}
