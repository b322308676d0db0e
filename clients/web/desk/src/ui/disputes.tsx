// What the scorers do not agree on, who claims what, and how it was resolved.

import { useSignal } from "@preact/signals";
import type { Desk } from "../io/desk.js";
import type { ClaimRow, DisputeRow, SeatRow, Totals } from "../model/disputes.js";
import { disputeRows, seatRows } from "../model/disputes.js";
import type { Powers } from "../model/roles.js";
import { tierOptions } from "../model/tier.js";
import { ballInWords, placeInWords, resolvedInWords, texts, totalInWords, when } from "../texts.js";
import { Section } from "./parts.js";
import { RulingDialog } from "./ruling.js";
import { TierDialog } from "./tier.js";

const { disputes: words, scorers } = texts;
const MOST_RESOLVED = 20;

interface Names {
  readonly player: (id: string) => string;
  readonly people: ReadonlyMap<string, string>;
}

interface DisputesProps {
  readonly desk: Desk;
  readonly isKeptInBooks: boolean;
  readonly powers: Powers;
}

export function DisputesSection({ desk, isKeptInBooks, powers: { rulesAs, mayChangeTier } }: DisputesProps) {
  const ruling = useSignal<string | null>(null);
  const isChangingTier = useSignal(false);
  const seats = seatRows(desk.consensus.value);
  const rows = disputeRows(desk.disputes.value, desk.notice.value, desk.labels.value);
  const open = rows.filter(({ isOpen }) => isOpen);
  const resolved = rows.filter(({ isOpen }) => !isOpen);
  const names: Names = { player: desk.nameOf.value, people: desk.people.value };
  const chosen = open.find(({ id }) => id === ruling.value);
  return (
    <Section
      id="disputes" title={words.title}
      badge={open.length ? { text: String(open.length), kind: "danger" } : null}
    >
      {open.length === 0 && <p>{isKeptInBooks ? words.none : words.notKept}</p>}
      {open.map((each) => (
        <DisputeCard
          key={each.id} dispute={each} names={names}
          onRule={rulesAs && each.claims.length > 0 ? () => (ruling.value = each.id) : null}
        />
      ))}
      {isKeptInBooks && <Scorers rows={seats} names={names} />}
      {isKeptInBooks && mayChangeTier && tierOptions(seats).length > 0 && (
        <button type="button" class="button" onClick={() => (isChangingTier.value = true)}>{texts.tier.change}</button>
      )}
      {resolved.length > 0 && (
        <details>
          <summary>{words.resolved(resolved.length)}</summary>
          <ul class="rows">
            {resolved.slice(0, MOST_RESOLVED).map((each) => <Resolved key={each.id} dispute={each} />)}
          </ul>
        </details>
      )}
      {chosen && rulesAs && (
        <RulingDialog desk={desk} dispute={chosen} role={rulesAs} onClose={() => (ruling.value = null)} />
      )}
      {isChangingTier.value && rulesAs && (
        <TierDialog desk={desk} rows={seats} role={rulesAs} onClose={() => (isChangingTier.value = false)} />
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
