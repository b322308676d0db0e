// Renders the open dialog, if there is one.

import type { ComponentChildren } from "preact";
import { actionByNonce } from "../session/entries.js";
import type { DialogKind } from "../session/session.js";
import { EditDialog, InsertDialog, NotThereDialog, UndoToDialog } from "./edit_dialog.js";
import {
  ChangeBowlerDialog, DismissDialog, EndInningsDialog, EndMatchDialog, PenaltyDialog,
  ReplaceDialog, RetireDialog, ReviseDialog, StopDialog, SuspendDialog,
} from "./fact_dialogs.js";
import { BallsDialog, CheckDialog, LineupsDialog, SettingsDialog, TossDialog } from "./match_dialogs.js";
import { DetailsDialog } from "./details_form.js";
import { MenuDialog } from "./menu.js";
import { PowerplayDialog } from "./powerplay_dialog.js";
import { HeldDialog, ScorersDialog } from "./scorer_dialogs.js";
import { SwapDialog } from "./swap_dialog.js";
import { useMatch } from "./ui.js";
import { WicketDialog } from "./wicket_dialog.js";

const DIALOGS: Record<Exclude<DialogKind, "settings">, () => ComponentChildren> = {
  wicket: () => <WicketDialog />,
  menu: () => <MenuDialog />,
  balls: () => <BallsDialog />,
  retire: () => <RetireDialog />,
  dismiss: () => <DismissDialog />,
  suspend: () => <SuspendDialog />,
  changeBowler: () => <ChangeBowlerDialog />,
  penalty: () => <PenaltyDialog />,
  stop: () => <StopDialog />,
  revise: () => <ReviseDialog />,
  replace: () => <ReplaceDialog />,
  endInnings: () => <EndInningsDialog />,
  endMatch: () => <EndMatchDialog />,
  toss: () => <TossDialog />,
  lineups: () => <LineupsDialog />,
  held: () => <HeldDialog />,
  scorers: () => <ScorersDialog />,
  check: () => <CheckDialog />,
  swap: () => <SwapDialog />,
  powerplay: () => <PowerplayDialog />,
  details: () => <DetailsDialog />,
};

export function Dialogs({ onSignOut }: { onSignOut: (() => void) | null }) {
  const { session, view } = useMatch();
  const dialog = session.dialog;
  if (!dialog) return null;
  if ("nonce" in dialog) {
    const action = actionByNonce(view.log, dialog.nonce);
    if (!action) return <NotThereDialog />;
    if (dialog.kind === "edit") return <EditDialog key={dialog.nonce} action={action} />;
    return dialog.kind === "insert" ? <InsertDialog action={action} /> : <UndoToDialog action={action} />;
  }
  if (dialog.kind === "settings") return <SettingsDialog onSignOut={onSignOut} />;
  return <>{DIALOGS[dialog.kind]()}</>;
}
