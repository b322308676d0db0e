// The panel between innings: confirms the end of one and starts the next; before the first, the toss and the line-ups.

import { useState } from "preact/hooks";
import { endToConfirm, forfeit, mayForfeit, nextInnings, excludedFromNextSuperOver, inningsStart } from "../session/innings.js";
import { isPlaying, sideOf } from "../session/people.js";
import { t } from "../texts.js";
import { Check, NumberField, Select, useMatch, useUi } from "./ui.js";
import { UndoButtons } from "./pad.js";

export function InningsPanel() {
  const { board } = useMatch();
  const before = board.innings;
  return (
    <section class="panel" aria-labelledby="panel-title">
      {before ? <EndOfInnings /> : <BeforeTheMatch />}
      <StartForm key={before?.number ?? 0} />
      <div class="pad-foot"><UndoButtons /></div>
    </section>
  );
}

/** Buttons for the toss, which can be recorded only before the first innings, and for the line-ups. */
export function BeforeTheMatch() {
  const { view, dispatch } = useMatch();
  const { teamOf } = useUi();
  const { toss } = view.match;
  const confirmed = view.players.filter((each) => each.isConfirmed).length;
  return (
    <div class="row">
      <button type="button" class="button" onClick={() => dispatch({ event: "open", dialog: { kind: "toss" } })}>
        {t.inningsPanel.toss}: {toss ? `${teamOf(toss.winnerTeamId)}, ${t.toss.decisions[toss.decision]}` : "?"}
      </button>
      <button type="button" class="button" onClick={() => dispatch({ event: "open", dialog: { kind: "lineups" } })}>
        {t.inningsPanel.lineups}: {t.lineups.count(confirmed, view.players.length)}
      </button>
    </div>
  );
}

export function EndOfInnings() {
  const { board, dispatch } = useMatch();
  const innings = board.innings;
  if (!innings?.closed) return null;
  const reason = endToConfirm(board);
  const fields = { type: "innings_closed", reason };
  return (
    <div class="row">
      <p><strong>{t.inningsPanel.over(t.reasons[innings.closed] ?? innings.closed)}</strong></p>
      {innings.isCloseRecorded && <p class="muted">{t.inningsPanel.confirmed}</p>}
      {reason !== null && (
        <button type="button" class="button" onClick={() => dispatch({ event: "record", fields })}>
          {t.inningsPanel.confirmEnd}
        </button>
      )}
    </div>
  );
}

/** The form of `innings_started`; also for a super over after a tie. */
export function StartForm({ isSuperOver = false }: { isSuperOver?: boolean }) {
  const { view, board, dispatch } = useMatch();
  const { teamOf } = useUi();
  const next = nextInnings(view, board);
  const [chosen, setBatting] = useState<string | null>(null); // the toss may be recorded meanwhile
  const batting = chosen ?? next.battingTeamId;
  const [form, setForm] = useState({ striker: "", nonStriker: "", bowler: "", overs: "", target: "" });
  const mayBeSuper = isSuperOver || next.isSuperOver;
  const [isSuper, setSuper] = useState(mayBeSuper);
  const bowling = batting === next.battingTeamId ? next.bowlingTeamId : next.battingTeamId;
  const excluded = excludedFromNextSuperOver(board, batting);
  const batters = excludedLast(useNames(batting), excluded);
  const bowlers = excludedLast(useNames(bowling).toReversed(), excluded);
  const striker = idAmong(batters, form.striker) ?? batters[0]?.[0] ?? "";
  const nonStriker = idAmong(batters, form.nonStriker) ?? batters.find(([id]) => id !== striker)?.[0] ?? "";
  const bowler = idAmong(bowlers, form.bowler) ?? bowlers[0]?.[0] ?? "";
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  const fields = inningsStart({
    battingTeamId: batting, bowlingTeamId: bowling, strikerId: striker, nonStrikerId: nonStriker, bowlerId: bowler,
    isSuperOver: isSuper, overs: form.overs, target: form.target,
  });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        dispatch({ event: "record", fields });
      }}
    >
      <h2 id="panel-title">
        {isSuper ? t.inningsPanel.superOver : next.number === 1 ? t.inningsPanel.first : t.inningsPanel.next(next.number)}
      </h2>
      {next.followOnLead !== null && <FollowOn lead={next.followOnLead} onEnforce={() => setBatting(next.bowlingTeamId)} />}
      <Select
        label={t.inningsPanel.batting}
        value={batting}
        options={[next.battingTeamId, next.bowlingTeamId].map((id) => [id, teamOf(id)] as const)}
        onChange={setBatting}
      />
      <div class="grid-2">
        <Select label={t.inningsPanel.opener1} value={striker} options={batters} onChange={set("striker")} />
        <Select label={t.inningsPanel.opener2} value={nonStriker} options={batters} onChange={set("nonStriker")} />
        <Select label={t.inningsPanel.bowler} value={bowler} options={bowlers} onChange={set("bowler")} />
        {!isSuper && <NumberField label={t.inningsPanel.overs} value={form.overs} onChange={set("overs")} />}
        {!isSuper && next.number > 1 && <NumberField label={t.inningsPanel.target} value={form.target} onChange={set("target")} />}
        {mayBeSuper && <Check label={t.inningsPanel.isSuperOver} checked={isSuper} onChange={setSuper} />}
      </div>
      <button type="submit" class="button primary wide" disabled={striker !== "" && striker === nonStriker}>
        {t.inningsPanel.start}
      </button>
      {mayForfeit(board) && !isSuper && (
        <button
          type="button"
          class="button wide"
          onClick={() => dispatch({ event: "change", change: forfeit(next.number, batting, bowling) })}
        >
          {t.inningsPanel.forfeit(teamOf(batting))}
        </button>
      )}
    </form>
  );
}

type Names = readonly (readonly [string, string])[];

const excludedLast = (names: Names, excluded: ReadonlySet<string>): Names =>
  names.toSorted(([one], [other]) => Number(excluded.has(one)) - Number(excluded.has(other)));

/** Return a chosen player's id if the player is in the list; undefined after the sides were swapped. */
const idAmong = (names: Names, id: string) => names.find(([each]) => each === id)?.[0];

function FollowOn({ lead, onEnforce }: { lead: number; onEnforce: () => void }) {
  return (
    <div class="row">
      <p>{t.inningsPanel.followOn(lead)}</p>
      <button type="button" class="button" onClick={onEnforce}>{t.inningsPanel.enforce}</button>
    </div>
  );
}

function useNames(teamId: string): (readonly [string, string])[] {
  const { view, board } = useMatch();
  return sideOf(view, board, teamId)
    .filter((each) => isPlaying(board, each))
    .map((each) => [each.playerId, each.name] as const);
}
