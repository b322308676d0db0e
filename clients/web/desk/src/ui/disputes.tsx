// The section for disputes: the scorers' claims, the rulings on them, and how each was resolved.

import { useSignal } from "@preact/signals";
import { MOST_RESOLVED } from "../io/desk.js";
import type { Desk } from "../io/desk.js";
import type { ClaimRow, DisputeRow, SeatRow, Totals } from "../model/disputes.js";
import { disputeRows, seatRows, shownDisputes } from "../model/disputes.js";
import type { DisputeDocument } from "../model/documents.js";
import type { Closed } from "../model/matches.js";
import type { Powers, RulingRole } from "../model/roles.js";
import { overrulingMethods, rulingsOn, standingIn } from "../model/rulings.js";
import type { RulingRow } from "../model/rulings.js";
import { tierOptions } from "../model/tier.js";
import { claimInWords, differenceInWords, placeInWords, resolvedInWords, texts, totalInWords, when } from "../texts.js";
import { OverruleDialog } from "./overrule.js";
import { Section } from "./parts.js";
import { RulingDialog } from "./ruling.js";
import { Rulings } from "./rulings.js";
import type { Names } from "./rulings.js";
import { TierDialog } from "./tier.js";

const { disputes: words, scorers } = texts;

interface DisputesProps {
  readonly desk: Desk;
  readonly isKeptInBooks: boolean;
  readonly powers: Powers;
  /** Why only an administrator may still rule in the match. */
  readonly closed: Closed | null;
}

/** The values with which a dialog was opened. They are kept until it is closed, even if the dispute or the role changes. */
interface OpenDialog {
  readonly dispute: DisputeRow;
  readonly role: RulingRole;
  /** The ruling to be overruled, and the dispute's document; null if nothing is ruled yet. */
  readonly overruled: { readonly standing: RulingRow; readonly document: DisputeDocument } | null;
}

export function DisputesSection({ desk, isKeptInBooks, powers: { rulesAs, tierAs }, closed }: DisputesProps) {
  const dialog = useSignal<OpenDialog | null>(null);
  const tierDialog = useSignal<RulingRole | null>(null);
  const seats = seatRows(desk.consensus.value);
  const all = desk.disputes.value;
  const rows = disputeRows(shownDisputes(all ?? [], MOST_RESOLVED), desk.notice.value, desk.labels.value);
  const open = rows.filter(({ isOpen }) => isOpen);
  const resolved = rows.filter(({ isOpen }) => !isOpen);
  const resolvedCount = (all?.length ?? 0) - open.length;
  const names: Names = { player: desk.nameOf.value, people: desk.people.value };
  const mayRule = isKeptInBooks && rulesAs !== null;
  const opened = dialog.value;
  const chosen = opened && (rows.find(({ id }) => id === opened.dispute.id) ?? opened.dispute);
  const noPowerReason = closed && !rulesAs ? words.closed[closed] : words.roleOver;
  const endReasonOf = (dispute: DisputeRow): string | null => {
    if (!dispute.isOpen) return words.settled(resolvedInWords(dispute) ?? words.methods["gone"] ?? "");
    if (!dispute.claims.length) return words.noClaims;
    return mayRule ? null : noPowerReason;
  };
  const documents = new Map(all?.map((each) => [each.id, each]));
  const rulingsOf = ({ id }: DisputeRow): RulingRow[] => {
    const document = documents.get(id);
    return document ? rulingsOn(document, desk.rulings.value ?? []) : [];
  };
  /** Return how to open the dialog for a dispute; null if this person may not rule on it. */
  const openingFor = (dispute: DisputeRow, rulings: readonly RulingRow[]): Opening | null => {
    const [standing, document] = [standingIn(rulings), documents.get(dispute.id)];
    const overruled = standing && document ? { standing, document } : null;
    const isRulable = standing ? rulesAs && overrulingMethods(rulesAs, standing).length > 0 : dispute.isOpen;
    if (!mayRule || !isRulable || !dispute.claims.length) return null;
    return { standing, open: () => (dialog.value = { dispute, role: rulesAs, overruled }) };
  };
  const overruleEndReasonOf = (dispute: DisputeRow): string | null => {
    const standing = standingIn(rulingsOf(dispute));
    if (!standing) return words.nothingStands;
    if (!mayRule) return noPowerReason;
    return overrulingMethods(rulesAs, standing).length ? null : words.outranked(standing.number);
  };
  const close = (one: OpenDialog) => () => {
    if (dialog.peek()?.dispute.id === one.dispute.id) dialog.value = null; // otherwise another dialog is open by now
  };
  return (
    <Section
      id="disputes" title={words.title}
      badge={open.length ? { text: String(open.length), kind: "danger" } : null}
    >
      {open.length === 0 && <p>{!isKeptInBooks ? words.notKept : all ? words.none : texts.loading}</p>}
      {open.length > 0 && closed && isKeptInBooks && <p class="note">{words.closed[closed]}</p>}
      {open.map((each) => {
        const rulings = rulingsOf(each);
        return <DisputeCard key={each.id} dispute={each} rulings={rulings} names={names} opening={openingFor(each, rulings)} />;
      })}
      {isKeptInBooks && <Scorers rows={seats} names={names} />}
      {isKeptInBooks && tierAs && tierOptions(seats).length > 0 && (
        <button type="button" class="button" onClick={() => (tierDialog.value = tierAs)}>{texts.tier.change}</button>
      )}
      {resolved.length > 0 && (
        <details>
          <summary>{words.resolved(resolvedCount)}</summary>
          {resolvedCount > resolved.length && <p class="muted">{words.latest(resolved.length)}</p>}
          <ul class="rows">
            {resolved.map((each) => {
              const rulings = rulingsOf(each);
              return (
                <ResolvedDispute
                  key={each.id} dispute={each} rulings={rulings} names={names} opening={openingFor(each, rulings)}
                />
              );
            })}
          </ul>
        </details>
      )}
      {opened && chosen && (opened.overruled
        ? (
          <OverruleDialog
            key={opened.dispute.id} desk={desk} row={chosen} dispute={documents.get(chosen.id) ?? opened.overruled.document}
            standing={standingIn(rulingsOf(chosen)) ?? opened.overruled.standing} role={rulesAs ?? opened.role} names={names}
            endReason={overruleEndReasonOf(chosen)} onClose={close(opened)}
          />
        )
        : (
          <RulingDialog
            key={opened.dispute.id} desk={desk} dispute={chosen} role={rulesAs ?? opened.role}
            endReason={endReasonOf(chosen)} onClose={close(opened)}
          />
        ))}
      {tierDialog.value && (
        <TierDialog
          desk={desk} rows={seats} role={tierAs ?? tierDialog.value} endReason={tierAs ? null : noPowerReason}
          onClose={() => (tierDialog.value = null)}
        />
      )}
    </Section>
  );
}

/** How a button opens the dialog: to rule, or to overrule the ruling that stands. */
interface Opening {
  readonly standing: RulingRow | null;
  readonly open: () => void;
}

interface CardProps {
  readonly dispute: DisputeRow;
  readonly rulings: readonly RulingRow[];
  readonly names: Names;
  readonly opening: Opening | null;
}

function RuleButton({ opening: { standing, open }, place }: { readonly opening: Opening; readonly place: string }) {
  return standing
    ? <button type="button" class="button" aria-label={texts.overrule.on(standing.number, place)} onClick={open}>{texts.overrule.button(standing.number)}</button>
    : <button type="button" class="button primary" aria-label={words.ruleOn(place)} onClick={open}>{words.rule}</button>;
}

function DisputeCard({ dispute, rulings, names, opening }: CardProps) {
  const { blocks, fields, claims, totals, suggestion, asked } = dispute;
  const place = placeInWords(dispute);
  return (
    <article class="dispute" aria-label={place}>
      <div class="section-head">
        <h3>{place}</h3>
        {blocks && <span class="badge danger">{words.waits}</span>}
        {asked && <span class="badge info">{words.asked[asked] ?? asked}</span>}
      </div>
      <p>{differenceInWords(dispute)}</p>
      {totals && <TotalsList totals={totals} />}
      {claims.length > 0 && <Claims claims={claims} fields={fields} names={names} />}
      {!totals && claims.length === 0 && <p class="muted">{words.notAll}</p>}
      {suggestion && (
        <p class="muted">
          {words.suggestions[suggestion.cause] ?? suggestion.cause}
          {suggestion.seat && ` ${words.suggestionOf(texts.seats[suggestion.seat])}`}
        </p>
      )}
      <Rulings rows={rulings} names={names} />
      {opening && <RuleButton opening={opening} place={place} />}
    </article>
  );
}

function TotalsList({ totals: { provider, providerTotal, log } }: { readonly totals: Totals }) {
  return (
    <>
      <dl class="claims">
        <div><dt>{provider}</dt><dd><strong>{totalInWords(providerTotal)}</strong></dd></div>
        <div><dt>{words.log}</dt><dd><strong>{totalInWords(log)}</strong></dd></div>
      </dl>
      <p class="muted">{words.nobodyRules}</p>
    </>
  );
}

/** The fields that every claim shows, whether they differ or not. */
const ALWAYS_SHOWN = ["bowlerId", "strikerId"];

interface ClaimsProps {
  readonly claims: readonly ClaimRow[];
  /** The fields in which they differ. */
  readonly fields: readonly string[];
  readonly names: Names;
}

function Claims({ claims, fields, names }: ClaimsProps) {
  const others = fields.filter((each) => !ALWAYS_SHOWN.includes(each));
  return (
    <dl class="claims">
      {claims.map(({ seat, personId, ball }) => (
        <div key={seat}>
          <dt>{texts.seats[seat]} <span class="muted">{names.people.get(personId)}</span></dt>
          <dd>
            <strong>{claimInWords(ball, others, names.player)}</strong>
            {ball.type === "delivery" && ball.bowlerId && ball.strikerId && (
              <span class="muted"> {words.bowler(names.player(ball.bowlerId))} {words.striker(names.player(ball.strikerId))}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ResolvedDispute({ dispute, rulings, names, opening }: CardProps) {
  const { rulingNumber, resolvedAt } = dispute;
  const place = placeInWords(dispute);
  return (
    <li class="resolved">
      <div class="row">
        <span>{place}</span>
        <span class="muted">
          {resolvedInWords(dispute)}
          {rulingNumber !== null && ` (${words.rulingNumber(rulingNumber)})`}
          {resolvedAt !== null && `, ${when(resolvedAt)}`}
        </span>
      </div>
      <Rulings rows={rulings} names={names} />
      {opening && <RuleButton opening={opening} place={place} />}
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
