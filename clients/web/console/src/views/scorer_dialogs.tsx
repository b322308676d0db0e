// The dialogs that concern other scorers: refused entries next to the log's entry at the same place, seats, disputes.

import type { Dispute, Held } from "../session/recorder.js";
import { t } from "../texts.js";
import { differenceInWords } from "./claims.js";
import { Sheet, useMatch, useUi } from "./ui.js";
import { actionInWords, reasonInWords } from "./words.js";

export function HeldDialog() {
  const { view, dispatch } = useMatch();
  const { store } = useUi();
  return (
    <Sheet title={t.held.title} onClose={() => dispatch({ event: "close" })}>
      <p class="muted spaced">{view.held.length ? t.held.note : t.held.none}</p>
      {view.held.length > 1 && (
        <button type="button" class="button primary wide spaced" onClick={() => store.recordAgain(null)}>
          {t.held.allAgain}
        </button>
      )}
      <ol class="stack plain">
        {view.held.map((each) => <HeldEntry key={each.nonce} held={each} />)}
      </ol>
    </Sheet>
  );
}

/** The reasons for which the client's message says more than this page's text. */
const SHOWS_CLIENT_MESSAGE = ["invalid", "not_allowed"];

function HeldEntry({ held }: { held: Held }) {
  const { view, labels } = useMatch();
  const { store, nameOf } = useUi();
  const theirs = view.log.find((each) => each.id === held.id);
  const label = labels.ofUnrecorded(held.fields, held.inningsNumber);
  const reason = reasonInWords(held);
  const hasClientMessage = SHOWS_CLIENT_MESSAGE.includes(held.reason) && held.message !== reason;
  return (
    <li class="card stack">
      <dl class="beside">
        <div><dt>{held.change ? t.held.changes[held.change] : t.held.mine}</dt><dd>{actionInWords(held.fields, nameOf, label)}</dd></div>
        <div><dt>{t.held.theirs}</dt><dd>{theirs ? actionInWords(theirs, nameOf, labels.of(theirs.id)) : t.held.nothing}</dd></div>
      </dl>
      <p>
        {reason}
        {hasClientMessage && <small class="muted client-message">{held.message}</small>}
      </p>
      <div class="row">
        <button type="button" class="button" onClick={() => store.recordAgain(held.nonce)}>
          {t.held.again}
        </button>
        <button type="button" class="button" onClick={() => store.recorder.discard(held.nonce)}>
          {t.held.discard}
        </button>
      </div>
    </li>
  );
}

export function ScorersDialog() {
  const { view, dispatch } = useMatch();
  const consensus = view.consensus;
  return (
    <Sheet title={t.scorers.title} onClose={() => dispatch({ event: "close" })}>
      {!consensus ? <p>{t.scorers.alone}</p> : (
        <>
          <p>{t.scorers.tier[consensus.tier]}</p>
          <ul class="stack plain">
            {consensus.seats.map((each) => (
              <li key={each.seat}>
                {each.isSilent
                  ? t.scorers.silent(seatName(each.seat))
                  : each.waiting
                    ? t.scorers.waiting(seatName(each.seat), each.waiting)
                    : t.scorers.level(seatName(each.seat))}
                {each.isMine && ` (${t.scorers.you})`}
              </li>
            ))}
          </ul>
          {consensus.disputes.map((each) => <DisputeCard key={each.id} dispute={each} />)}
        </>
      )}
    </Sheet>
  );
}

const seatName = (seat: string) => t.seats[seat] ?? seat;

function DisputeCard({ dispute }: { dispute: Dispute }) {
  const { labels } = useMatch();
  const { store, nameOf } = useUi();
  const mine = dispute.claims.find((each) => each.isMine);
  return (
    <section class="card stack" aria-label={t.scorers.dispute}>
      <h3>{t.scorers.dispute}</h3>
      {dispute.claims.length === 0 && <p class="muted">{dispute.kind === "opened" ? t.scorers.wrongOpening : t.scorers.unspoken}</p>}
      <dl class="beside">
        {dispute.claims.map((each) => (
          <div key={each.seat}>
            <dt>{seatName(each.seat)}{each.isMine && ` (${t.scorers.you})`} {t.scorers.claims}</dt>
            <dd>
              {actionInWords(each.ball, nameOf, labels.ofUnrecorded(each.ball, dispute.inningsNumber))}
              <small class="muted client-message">{differenceInWords(each, dispute.claims, nameOf)}</small>
            </dd>
          </div>
        ))}
      </dl>
      {store.recorder.book && (
        <div class="row">
          {dispute.claims.filter((each) => !each.isMine).map((each) => (
            <button
              key={each.seat}
              type="button"
              class="button"
              onClick={() => store.answer((book) => mine
                ? book.takeTheirs(dispute.id, each.seat)
                : book.putIn(dispute.id, each.seat))}
            >
              {mine ? t.scorers.takeTheirs(seatName(each.seat)) : t.scorers.putIn(seatName(each.seat))}
            </button>
          ))}
          {mine && (
            <button type="button" class="button" onClick={() => store.answer((book) => book.twice(dispute.id))}>
              {t.scorers.twice}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
