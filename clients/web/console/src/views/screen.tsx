// The console of one match.

import { useEffect, useMemo } from "preact/hooks";
import type { Store } from "../session/store.js";
import type { Settings } from "../settings.js";
import { listenToKeys } from "../keyboard.js";
import { keepAwake } from "../wake_lock.js";
import { t } from "../texts.js";
import { isolateName } from "./apart.js";
import { Card } from "./card.js";
import { Announcer } from "./announcer.js";
import { Dialogs } from "./dialogs.js";
import { keepFocus } from "./focus.js";
import { HandoverPanel, ReadOnlyPanel } from "./handover.js";
import { ObjectionDialog, Remarks } from "./objection.js";
import { Panel } from "./panels.js";
import { Banners, People, ScoreBar } from "./score.js";
import { StatusPills } from "./status.js";
import { Strip } from "./strip.js";
import { Failure, type Ui, UiProvider, useMatch, useUi } from "./ui.js";

/** The performance mark set when the match is first shown. */
const SHOWN_MARK = "scrbrd/console/shown";

interface Props {
  readonly store: Store;
  readonly settings: Settings;
  readonly onSignOut: (() => void) | null;
}

export function Screen({ store, settings, onSignOut }: Props) {
  const view = store.view.value;
  const ui = useMemo<Ui>(() => {
    const names = new Map(view.players.map((each) => [each.playerId, isolateName(each.name)]));
    const { homeTeamId, awayTeamId, homeName, awayName } = view.match;
    const teams = new Map([[homeTeamId, isolateName(homeName)], [awayTeamId, isolateName(awayName)]]);
    return {
      store,
      settings,
      nameOf: (id) => names.get(id ?? "") ?? teams.get(id ?? "") ?? id ?? "",
      teamOf: (id) => teams.get(id ?? "") ?? id ?? "",
    };
  }, [store, settings, view.players, view.match]);
  useEffect(() => void performance.mark(SHOWN_MARK), []);
  useEffect(() => listenToKeys(store, settings), [store, settings]);
  useEffect(() => keepAwake(settings.wakeLock), [settings]);
  useEffect(() => keepFocus(document.body), []);
  return (
    <UiProvider value={ui}>
      <Match onSignOut={onSignOut} />
    </UiProvider>
  );
}

/** The area for entering balls; a notice for a read-only person, or the handover until the score has been compared. */
function EntryArea() {
  const { view } = useMatch();
  const { store } = useUi();
  if (view.me.isReadOnly) return <ReadOnlyPanel />;
  return store.isGated.value ? <HandoverPanel /> : <Panel />;
}

function Match({ onSignOut }: Pick<Props, "onSignOut">) {
  const { view, dispatch } = useMatch();
  return (
    <>
      <header class="top">
        <h1>{t.match.versus(isolateName(view.match.homeName), isolateName(view.match.awayName))}</h1>
        <StatusPills />
        <button
          type="button"
          class="button quiet"
          onClick={() => dispatch({ event: "open", dialog: { kind: "menu" } })}
        >
          ☰ {t.menu.open}
        </button>
      </header>
      <main class="console">
        <div class="score-area">
          <ScoreBar />
          <Banners />
          <People />
          <Strip />
          <Failure />
          <Remarks />
          <Card />
        </div>
        <div class="entry-area"><EntryArea /></div>
      </main>
      <Announcer />
      <Dialogs onSignOut={onSignOut} />
      <ObjectionDialog />
    </>
  );
}
