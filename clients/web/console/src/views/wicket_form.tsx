// The form for the parts of a wicket: kind, batter, fielders, end, crossing; in any order.

import type { Draft, DraftWicket, End } from "../draft/draft.js";
import { withKind, canBeEither, hasEnd, hasFielders, isPossible, isSaved, KINDS } from "../draft/wickets.js";
import type { People } from "../session/ball.js";
import { sideOf } from "../session/people.js";
import { t } from "../texts.js";
import { Choices, useMatch, useUi } from "./ui.js";

interface Props {
  readonly wicket: DraftWicket | null;
  readonly penaltyFor: Draft["penaltyFor"];
  readonly people: People;
  readonly isFreeHit: boolean;
  readonly onChange: (wicket: DraftWicket) => void;
}

export function WicketForm({ wicket, penaltyFor, people, isFreeHit, onChange }: Props) {
  const { nameOf } = useUi();
  const impossible = KINDS.filter((each) => !isPossible(each, penaltyFor));
  return (
    <>
      <Choices
        legend={t.wicket.how}
        columns={4}
        options={KINDS.map((each) => [each, t.wickets[each] ?? each] as const)}
        value={wicket?.type ?? null}
        disabled={impossible}
        onChange={(type) => onChange(withKind(type, wicket, people.strikerId))}
      />
      {wicket && isSaved(wicket.type, isFreeHit) && <p class="notice bad">{t.wicket.saved}</p>}
      {wicket && canBeEither(wicket.type) && (
        <Choices
          legend={t.wicket.who}
          options={[people.strikerId, people.nonStrikerId].filter(Boolean).map((id) => [id, nameOf(id)] as const)}
          value={wicket.dismissedPlayerId}
          onChange={(dismissedPlayerId) => onChange({ ...wicket, dismissedPlayerId })}
        />
      )}
      {wicket && hasEnd(wicket.type) && <EndParts wicket={wicket} onChange={onChange} />}
    </>
  );
}

function EndParts({ wicket, onChange }: { wicket: DraftWicket; onChange: Props["onChange"] }) {
  const ends: readonly (readonly [End, string])[] = [
    ["striker", t.wicket.ends.striker], ["bowler", t.wicket.ends.bowler],
  ];
  const crossed = wicket.crossed === null ? null : wicket.crossed ? "yes" : "no";
  return (
    <div class="grid-2">
      <Choices columns={2} legend={t.wicket.end} options={ends} value={wicket.end} onChange={(end) => onChange({ ...wicket, end })} />
      <Choices
        columns={2}
        legend={t.wicket.crossed}
        options={[["yes", t.wicket.yes], ["no", t.wicket.no]] as const}
        value={crossed}
        onChange={(value) => onChange({ ...wicket, crossed: value === "yes" })}
      />
    </div>
  );
}

/** The most fielders that the log can hold for a run out. */
const MOST_FIELDERS = 7;

interface FieldersProps {
  readonly wicket: DraftWicket | null;
  readonly bowlerId: string;
  readonly teamId: string | null;
  readonly onChange: Props["onChange"];
}

/** The choice of the fielders who caught, stumped or threw; empty for a dismissal without fielders. */
export function Fielders(props: FieldersProps) {
  const { wicket, bowlerId, onChange } = props;
  const { view, board } = useMatch();
  if (!wicket || !hasFielders(wicket.type)) return null;
  const side = sideOf(view, board, props.teamId);
  const isKeeperFirst = wicket.type === "stumped";
  const rank = (id: string, isKeeper: boolean) => (isKeeperFirst && isKeeper ? 0 : id === bowlerId ? 1 : isKeeper ? 2 : 3);
  const ordered = side.toSorted((one, other) => rank(one.playerId, one.isKeeper) - rank(other.playerId, other.isKeeper));
  const pick = (id: string, isSubstitute: boolean) => {
    const isChosen = wicket.fielderIds.includes(id);
    const isSingle = wicket.type !== "run_out";
    const fielderIds = isChosen
      ? wicket.fielderIds.filter((each) => each !== id)
      : isSingle ? [id] : [...wicket.fielderIds, id].slice(0, MOST_FIELDERS);
    const subs = isSubstitute && !isChosen ? [id] : [];
    const kept = wicket.substituteIds.filter((each) => fielderIds.includes(each));
    onChange({ ...wicket, fielderIds, substituteIds: [...kept, ...subs] });
  };
  const legend = { caught: t.wicket.catcher, stumped: t.wicket.keeper }[wicket.type as string] ?? t.wicket.fielders;
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      <div class="pills">
        {ordered.map((each) => {
          const place = wicket.fielderIds.indexOf(each.playerId);
          const note = each.playerId === bowlerId ? ` (${t.wicket.bowlerHimself})`
            : each.role === "substitute" ? ` (${t.wicket.substitute})` : each.isKeeper ? " †" : "";
          return (
            <label key={each.playerId} class="pill">
              <input
                type="checkbox"
                checked={place >= 0}
                onChange={() => pick(each.playerId, each.role === "substitute")}
              />
              <span>{place >= 0 && wicket.type === "run_out" ? `${place + 1}. ` : ""}{each.name}{note}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
