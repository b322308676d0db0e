// The section for locking the match, with a confirmation dialog.

import { useSignal } from "@preact/signals";
import type { Desk } from "../io/desk.js";
import { setLock } from "../io/writes.js";
import type { MatchView } from "../model/matches.js";
import type { Powers } from "../model/roles.js";
import { texts, when } from "../texts.js";
import { Dialog, FailureAlert, Section, WorkButton } from "./parts.js";
import { attempt } from "./state.js";

const { lock: words } = texts;

interface LockProps {
  readonly desk: Desk;
  readonly match: MatchView;
  readonly powers: Powers;
}

export function LockSection({ desk, match: { lock }, powers }: LockProps) {
  const isDialogOpen = useSignal(false);
  const set = (isLocked: boolean) => () => attempt(async () => {
    await setLock(desk.db, desk.matchId, isLocked ? desk.person.personId : null);
    isDialogOpen.value = false;
    return isLocked ? words.done : words.undone;
  });
  const name = lock?.personId === desk.person.personId ? words.you : desk.people.value.get(lock?.personId ?? "");
  const lockedBy = lock && words.locked(name ?? words.somebody, when(lock.at));
  return (
    <Section id="lock" title={words.title} badge={lock ? { text: texts.locked, kind: "info" } : null}>
      <p>{lock ? lockedBy : words.open}</p>
      <p class="muted">{powers.mayLock ? words.what : words.notYours}</p>
      {!lock && powers.mayLock && (
        <button type="button" class="button danger" onClick={() => (isDialogOpen.value = true)}>{words.lock}</button>
      )}
      {lock && powers.mayUnlock && <WorkButton work={set(false)}>{words.unlock}</WorkButton>}
      {isDialogOpen.value && (
        <Dialog title={words.sure} onClose={() => (isDialogOpen.value = false)}>
          <p role="status">{lock ? lockedBy : words.what}</p>
          <FailureAlert />
          {!lock && (
            <div class="actions">
              <button type="button" class="button" onClick={() => (isDialogOpen.value = false)}>{texts.cancel}</button>
              <WorkButton class="danger" work={set(true)}>{words.confirm}</WorkButton>
            </div>
          )}
        </Dialog>
      )}
    </Section>
  );
}
