// What the scorers do not agree on, who claims what, and how it was resolved.

import { useSignal } from "@preact/signals";
import { MOST_RESOLVED } from "../io/desk.js";
import type { Desk } from "../io/desk.js";
import type { ClaimRow, DisputeRow, SeatRow, Totals } from "../model/disputes.js";
import { disputeRows, seatRows, shownDisputes } from "../model/disputes.js";
import type { Closed } from "../model/matches.js";
import type { Powers, RulingRole } from "../model/roles.js";
import { tierOptions } from "../model/tier.js";
import { ballInWords, placeInWords, resolvedInWords, texts, totalInWords, when } from "../texts.js";
import { Section } from "./parts.js";
import { RulingDialog } from "./ruling.js";
import { TierDialog } from "./tier.js";

const { disputes: words, scorers } = texts;

interface Names {
  readonly player: (id: string) => string;
  readonly people: ReadonlyMap<string, string>;
}

interface DisputesProps {
  readonly desk: Desk;
  readonly isKeptInBooks: boolean;
  readonly powers: Powers;
  /** Why the match takes no more rulings but an administrator's. */
  readonly closed: Closed | null;
}

/** What a dialog was opened with: it stays until it is closed, whatever becomes of the dispute and of the role. */
interface Asked {
  readonly dispute: DisputeRow;
  readonly role: RulingRole;
}

export function DisputesSection({ desk, isKeptInBooks, powers: { rulesAs, tierAs }, closed }: DisputesProps) {
  const ruling = useSignal<Asked | null>(null);
  const changing = useSignal<RulingRole | null>(null);
  const seats = seatRows(desk.consensus.value);
  const all = desk.disputes.value;
  const rows = disputeRows(shownDisputes(all ?? [], MOST_RESOLVED), desk.notice.value, desk.labels.value);
  const open = rows.filter(({ isOpen }) => isOpen);
  const resolved = rows.filter(({ isOpen }) => !isOpen);
  const resolvedCount = (all?.length ?? 0) - open.length;
  const names: Names = { player: desk.nameOf.value, people: desk.people.value };
  const mayRule = isKeptInBooks && rulesAs !== null;
  const asked = ruling.value;
  const chosen = asked && (rows.find(({ id }) => id === asked.dispute.id) ?? asked.dispute);
  const lost = closed && !rulesAs ? words.closed[closed] : words.roleOver;
  const endOf = (dispute: DisputeRow): string | null => {
    if (!dispute.isOpen) return words.settled(resolvedInWords(dispute) ?? words.methods["gone"] ?? "");
    if (!dispute.claims.length) return words.noClaims;
    return mayRule ? null : lost;
  };
  const close = (one: Asked) => () => {
    if (ruling.peek()?.dispute.id === one.dispute.id) ruling.value = null; // else another is asked about
  };
  return (
    <Section
      id="disputes" title={words.title}
      badge={open.length ? { text: String(open.length), kind: "danger" } : null}
    >
      {open.length === 0 && <p>{!isKeptInBooks ? words.notKept : all ? words.none : texts.loading}</p>}
      {open.length > 0 && closed && isKeptInBooks && <p class="note">{words.closed[closed]}</p>}
      {open.map((each) => (
        <DisputeCard
          key={each.id} dispute={each} names={names}
          onRule={isKeptInBooks && rulesAs && each.claims.length > 0 ? () => (ruling.value = { dispute: each, role: rulesAs }) : null}
        />
      ))}
      {isKeptInBooks && <Scorers rows={seats} names={names} />}
      {isKeptInBooks && tierAs && tierOptions(seats).length > 0 && (
        <button type="button" class="button" onClick={() => (changing.value = tierAs)}>{texts.tier.change}</button>
      )}
      {resolved.length > 0 && (
        <details>
          <summary>{words.resolved(resolvedCount)}</summary>
          {resolvedCount > resolved.length && <p class="muted">{words.latest(resolved.length)}</p>}
          <ul class="rows">
            {resolved.map((each) => <Resolved key={each.id} dispute={each} />)}
          </ul>
        </details>
      )}
      {asked && chosen && (
        <RulingDialog
          key={asked.dispute.id} desk={desk} dispute={chosen} role={rulesAs ?? asked.role} ended={endOf(chosen)}
          onClose={close(asked)}
        />
      )}
      {changing.value && (
        <TierDialog
          desk={desk} rows={seats} role={tierAs ?? changing.value} ended={tierAs ? null : lost}
          onClose={() => (changing.value = null)}
        />
      )}
    </Section>
  );
}

interface CardProps {
  readonly dispute: DisputeRow;
  readonly names: Names;
  readonly onRule: (() => void) | null;
}

function DisputeCard({ dispute, names, onRule }: CardProps) {
  const { kind, blocks, fields, claims, totals, suggestion, asked } = dispute;
  const place = placeInWords(dispute);
  return (
    <article class="dispute" aria-label={place}>
      <div class="section-head">
        <h3>{place}</h3>
        {blocks && <span class="badge danger">{words.waits}</span>}
        {asked && <span class="badge info">{words.asked[asked] ?? asked}</span>}
      </div>
      <p>{kind === "detail" && fields.length ? words.differ(fields) : (words.kinds[kind] ?? kind)}</p>
      {totals && <TotalsList totals={totals} />}
      {claims.length > 0 && <Claims claims={claims} names={names} />}
      {!totals && claims.length === 0 && <p class="muted">{words.notAll}</p>}
      {suggestion && (
        <p class="muted">
          {words.suggestions[suggestion.cause] ?? suggestion.cause}
          {suggestion.seat && ` ${words.suggestionOf(texts.seats[suggestion.seat])}`}
        </p>
      )}
      {onRule && (
        <button type="button" class="button primary" aria-label={words.ruleOn(place)} onClick={onRule}>{words.rule}</button>
      )}
    </article>
  );
}

function TotalsList({ totals: { provider, says, log } }: { readonly totals: Totals }) {
  return (
    <>
      <dl class="claims">
        <div><dt>{provider}</dt><dd><strong>{totalInWords(says)}</strong></dd></div>
        <div><dt>{words.log}</dt><dd><strong>{totalInWords(log)}</strong></dd></div>
      </dl>
      <p class="muted">{words.nobodyRules}</p>
    </>
  );
}

function Claims({ claims, names }: { readonly claims: readonly ClaimRow[]; readonly names: Names }) {
  return (
    <dl class="claims">
      {claims.map(({ seat, personId, ball }) => (
        <div key={seat}>
          <dt>{texts.seats[seat]} <span class="muted">{names.people.get(personId)}</span></dt>
          <dd>
            <strong>{ballInWords(ball, names.player)}</strong>
            {ball.bowlerId && ball.strikerId && (
              <span class="muted"> {words.bowler(names.player(ball.bowlerId))} {words.striker(names.player(ball.strikerId))}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Resolved({ dispute }: { readonly dispute: DisputeRow }) {
  const { rulingNumber, resolvedAt } = dispute;
  return (
    <li class="row">
      <span>{placeInWords(dispute)}</span>
      <span class="muted">
        {resolvedInWords(dispute)}
        {rulingNumber !== null && ` (${words.rulingNumber(rulingNumber)})`}
        {resolvedAt !== null && `, ${when(resolvedAt)}`}
      </span>
    </li>
  );
}

function Scorers({ rows, names }: { readonly rows: readonly SeatRow[]; readonly names: Names }) {
  if (!rows.length) return null;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={scorers.title}>
      <table>
        <caption>{scorers.title}</caption>
        <thead>
          <tr>
            <th scope="col">{scorers.scorer}</th><th scope="col">{scorers.recorded}</th>
            <th scope="col">{scorers.waiting}</th><th scope="col">{scorers.behind}</th>
            <th scope="col">{scorers.agrees}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ seat, personId, votes, isSilent, submitted, waiting, behind, agreement, dissents, oftenDisagrees }) => (
            <tr key={seat}>
              <th scope="row">
                {texts.seats[seat]} <span class="muted">{names.people.get(personId)}</span>
                {isSilent && <> <span class="badge warning">{scorers.silent}</span></>}
                {oftenDisagrees && <> <span class="badge warning">{scorers.oftenDisagrees}</span></>}
                {!votes && <> <span class="badge">{scorers.noVote}</span></>}
              </th>
              <td>{submitted}</td><td>{waiting}</td><td>{behind}</td>
              <td>{scorers.agreement(agreement, dissents)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
