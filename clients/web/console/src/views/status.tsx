// The status of the connection, of refused entries and of the other scorers, as one pill each.

import type { ComponentChildren } from "preact";
import type { DialogKind } from "../session/session.js";
import { t } from "../texts.js";
import { useMatch } from "./ui.js";

export function StatusPills() {
  const { view } = useMatch();
  const consensus = view.consensus;
  const mine = consensus?.seats.find((each) => each.isMine);
  const disputes = consensus?.disputes.length ?? 0;
  return (
    <div class="status">
      <span class={`badge ${view.isOnline ? "good" : "warning"}`} role="status">
        {view.isOnline ? (view.waiting ? t.status.sending(view.waiting) : t.status.online) : <Offline waiting={view.waiting} />}
      </span>
      {view.held.length > 0 && <PillButton kind="held" look="danger">{t.status.held(view.held.length)}</PillButton>}
      {mine && mine.waiting > 0 && <PillButton kind="scorers" look="info">{t.status.waiting}</PillButton>}
      {disputes > 0 && <PillButton kind="scorers" look="danger">{t.scorers.disputed(disputes)}</PillButton>}
    </div>
  );
}

/** Shows the number of unsent entries, which implies that there is no reception: a phone has no room for both. */
function Offline({ waiting }: { waiting: number }) {
  if (waiting === 0) return <>{t.status.offline}</>;
  return <><span class="visually-hidden">{t.status.offline}: </span>{t.status.toSend(waiting)}</>;
}

function PillButton(props: { kind: DialogKind; look: string; children: ComponentChildren }) {
  const { dispatch } = useMatch();
  return (
    <button
      type="button"
      class={`badge ${props.look}`}
      onClick={() => dispatch({ event: "open", dialog: { kind: props.kind } })}
    >
      {props.children}
    </button>
  );
}
