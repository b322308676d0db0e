// The dialogs of the match: toss, line-ups, all balls, the score check, settings.

import { useState } from "preact/hooks";
import { actionsInPlay, type Action } from "../session/entries.js";
import { figuresOf } from "../session/people.js";
import type { Player } from "../session/recorder.js";
import { t } from "../texts.js";
import { ScoreboardForm } from "./over_check.js";
import { StripBall } from "./strip.js";
import { Check, Choices, Sheet, SheetForm, useMatch, useUi } from "./ui.js";
import { actionInWords, scoreText } from "./words.js";

function useClose(): () => void {
  const { dispatch } = useMatch();
  return () => dispatch({ event: "close" });
}

export function TossDialog() {
  const close = useClose();
  const { view } = useMatch();
  const { store, teamOf } = useUi();
  const sides = [view.match.homeTeamId, view.match.awayTeamId].map((id) => [id, teamOf(id)] as const);
  const [winnerTeamId, setWinner] = useState(view.match.toss?.winnerTeamId ?? "");
  const [decision, setDecision] = useState<"bat" | "field">(view.match.toss?.decision ?? "bat");
  const submit = () => {
    if (store.attempt(() => store.recorder.setToss({ winnerTeamId, decision }))) close();
  };
  return (
    <Sheet title={t.toss.title} onClose={close}>
      <SheetForm submit={t.toss.done} disabled={!winnerTeamId} onSubmit={submit}>
        <Choices legend={t.toss.winner} options={sides} value={winnerTeamId} onChange={setWinner} />
        <Choices
          legend={t.toss.decision}
          options={[["bat", t.toss.decisions.bat], ["field", t.toss.decisions.field]] as const}
          value={decision}
          onChange={setDecision}
        />
      </SheetForm>
    </Sheet>
  );
}

export function LineupsDialog() {
  const close = useClose();
  const { view } = useMatch();
  const { teamOf } = useUi();
  return (
    <Sheet title={t.lineups.title} onClose={close}>
      <div class="stack apart">
        {[view.match.homeTeamId, view.match.awayTeamId].map((id) => (
          <Side key={id} name={teamOf(id)} players={view.players.filter((each) => each.teamId === id)} />
        ))}
      </div>
      {!view.me.canConfirm && <p class="muted">{t.lineups.umpires}</p>}
    </Sheet>
  );
}

function Side({ name, players }: { name: string; players: readonly Player[] }) {
  const { view } = useMatch();
  const { store } = useUi();
  const [failure, setFailure] = useState("");
  const unconfirmed = players.filter((each) => !each.isConfirmed);
  const confirm = () => {
    setFailure("");
    void store.recorder.confirmLineups(unconfirmed.map((each) => each.lineupId))
      .catch(() => setFailure(t.lineups.failed));
  };
  return (
    <section class="stack">
      <h3>{name}</h3>
      <ol class="lineup">
        {players.map((each) => (
          <li key={each.playerId}>
            {each.name}
            {each.isKeeper && <abbr title={t.lineups.keeper}> †</abbr>}
            {each.isCaptain && <abbr title={t.lineups.captain}> (c)</abbr>}
            <span class="muted"> {t.lineups.roles[each.role]} {each.isConfirmed ? `✓ ${t.lineups.confirmed}` : ""}</span>
          </li>
        ))}
      </ol>
      <p>{t.lineups.count(players.length - unconfirmed.length, players.length)}</p>
      {view.me.canConfirm && unconfirmed.length > 0 && (
        <button type="button" class="button" onClick={confirm}>{t.lineups.confirm}: {name}</button>
      )}
      <p role="alert" class="notice bad" hidden={!failure}>{failure}</p>
    </section>
  );
}

/** The whole log, the newest first, with one line for each over; a tap on an action edits it. */
export function BallsDialog() {
  const close = useClose();
  const { view, dispatch } = useMatch();
  const { nameOf } = useUi();
  const open = (nonce: string) => dispatch({ event: "open", dialog: { kind: "edit", nonce } });
  const lines = linesOf(actionsInPlay(view.log)).toReversed();
  return (
    <Sheet title={t.balls.title} onClose={close}>
      {lines.length === 0 && <p class="muted">{t.balls.none}</p>}
      <ol class="overs" reversed>
        {lines.map((line) => (
          <li key={line[0]?.id}>
            {line[0]?.type === "delivery" ? (
              <>
                <span class="muted">{t.balls.over(Number(line[0].fields["overNumber"]) + 1)}</span>
                <span class="over-balls">
                  {line.map((each) => <StripBall key={each.id} action={each} onOpen={open} />)}
                </span>
              </>
            ) : line.map((each) => (
              <button key={each.id} type="button" class="button quiet" onClick={() => open(each.nonce)}>
                {actionInWords(each.fields, nameOf)}
              </button>
            ))}
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

// The balls of an over share a line; any other action has a line of its own.
function linesOf(actions: readonly Action[]): Action[][] {
  const lines: Action[][] = [];
  for (const action of actions) {
    const last = lines.at(-1)?.[0];
    const isSame = last?.type === "delivery" && action.type === "delivery"
      && last.inningsNumber === action.inningsNumber
      && last.fields["overNumber"] === action.fields["overNumber"];
    if (isSame) lines.at(-1)?.push(action);
    else lines.push([action]);
  }
  return lines;
}

export function CheckDialog() {
  const close = useClose();
  const { view, board } = useMatch();
  const { nameOf } = useUi();
  return (
    <Sheet title={t.check.title} onClose={close}>
      <p class="over-line">
        <strong class="big">{scoreText(board)}</strong>
        {[board.striker, board.nonStriker].map((each) => each && (
          <span key={each.playerId}>{nameOf(each.playerId)} {each.runs} ({each.balls})</span>
        ))}
        {board.bowler && <span>{nameOf(board.bowler.playerId)} {figuresOf(board, board.bowler.playerId)}</span>}
      </p>
      <div class="stack">
        <h3>{t.check.scoreboard}</h3>
        <ScoreboardForm at="interval" />
        <p class="muted">{t.check.give}</p>
        {view.lastEntryId && <p>{t.check.ownEntry(view.lastEntryId)}</p>}
      </div>
    </Sheet>
  );
}

export function SettingsDialog({ onSignOut }: { onSignOut: (() => void) | null }) {
  const close = useClose();
  const { settings } = useUi();
  return (
    <Sheet title={t.settings.title} onClose={close}>
      <div class="stack">
        <Check label={t.settings.keyboard} checked={settings.keyboard.value} onChange={(is) => { settings.keyboard.value = is; }} />
        <Check label={t.settings.wakeLock} checked={settings.wakeLock.value} onChange={(is) => { settings.wakeLock.value = is; }} />
        <Check label={t.settings.checkOvers} checked={settings.checkOvers.value} onChange={(is) => { settings.checkOvers.value = is; }} />
        <Choices
          legend={t.settings.theme}
          options={(["system", "light", "dark"] as const).map((each) => [each, t.settings.themes[each]] as const)}
          value={settings.theme.value}
          onChange={(theme) => { settings.theme.value = theme; }}
        />
        <Choices
          legend={t.settings.announce}
          options={(["all", "wickets", "off"] as const).map((each) => [each, t.settings.announcements[each]] as const)}
          value={settings.announce.value}
          onChange={(announce) => { settings.announce.value = announce; }}
        />
        <h3>{t.settings.keys}</h3>
        <dl class="keys-list">
          {t.settings.keyList.map(([key, what]) => (
            <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>
          ))}
        </dl>
        {onSignOut && <SignOut onSignOut={onSignOut} />}
      </div>
    </Sheet>
  );
}

/** Asks for confirmation if entries are unsent: they stay on the device until the same person signs in again, which
 * needs reception. */
function SignOut({ onSignOut }: { onSignOut: () => void }) {
  const { view } = useMatch();
  const [isWarned, setWarned] = useState(false);
  const maySignOut = isWarned || view.waiting === 0;
  return (
    <>
      {isWarned && view.waiting > 0 && <p role="alert" class="notice bad">{t.signIn.unsent(view.waiting)}</p>}
      <button
        type="button"
        class={isWarned ? "button danger" : "button"}
        onClick={() => maySignOut ? onSignOut() : setWarned(true)}
      >
        {t.signIn.out}
      </button>
    </>
  );
}
