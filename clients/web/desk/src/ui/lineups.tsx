// The section for the line-ups of both sides, which officials confirm.

import type { Desk } from "../io/desk.js";
import { confirmLineups } from "../io/writes.js";
import type { Player, Side } from "../model/lineups.js";
import { texts } from "../texts.js";
import { Section, WorkButton } from "./parts.js";
import { attempt } from "./state.js";

const { lineups: words } = texts;

export function LineupsSection({ desk, sides }: { readonly desk: Desk; readonly sides: readonly Side[] }) {
  const open = sides.reduce((sum, { players, confirmed }) => sum + players.length - confirmed, 0);
  const badge = open ? { text: `${words.open}: ${open}`, kind: "warning" } : null;
  return (
    <Section id="lineups" title={words.title} badge={badge}>
      <div class="sides">
        {sides.map((side) => <SideList key={side.teamId} desk={desk} side={side} />)}
      </div>
    </Section>
  );
}

function SideList({ desk, side }: { readonly desk: Desk; readonly side: Side }) {
  const confirm = (ids: readonly string[]) => () => attempt(async () => {
    return words.done(await confirmLineups(desk.db, desk.matchId, ids, desk.person.personId));
  });
  const { players, confirmed, oddities, toConfirm, named, wanted } = side;
  const isLoaded = desk.lineups.value !== null;
  return (
    <div class="side">
      <h3>{side.name}</h3>
      <p class="muted">{players.length ? words.count(confirmed, players.length) : isLoaded ? words.none : texts.loading}</p>
      {oddities.map((each) => <p key={each} class="note">{words.oddities[each](named, wanted)}</p>)}
      {toConfirm.length > 0 && (
        <WorkButton class="primary" work={confirm(toConfirm)}>
          {words.confirmAll(toConfirm.length, side.name)}
        </WorkButton>
      )}
      <ul class="rows">
        {players.map((each) => <PlayerRow key={each.id} player={each} confirm={confirm([each.id])} />)}
      </ul>
    </div>
  );
}

function PlayerRow({ player, confirm }: { readonly player: Player; readonly confirm: () => Promise<unknown> }) {
  const { name, part, marks, isConfirmed, mayConfirm } = player;
  const about = [...(part === "playing_xi" ? [] : [words.parts[part]]), ...marks.map((each) => words.marks[each])];
  return (
    <li class="row">
      <div>
        <span>{name}</span>
        {about.length > 0 && <span class="muted"> ({about.join(", ")})</span>}
      </div>
      {mayConfirm
        ? <WorkButton label={words.confirmOne(name)} work={confirm}>{words.confirm}</WorkButton>
        : <span class={`badge ${isConfirmed ? "good" : ""}`}>{isConfirmed ? words.confirmed : words.open}</span>}
    </li>
  );
}
