// The texts for the notes on a ball, in English; `texts.ts` includes them.

export const ofBalls = {
  swap: {
    why: (ball: string, name: string) => `After ball ${ball} the log has ${name} on strike.`,
    do: (name: string) => `${name} faces`,
    edit: (place: string) => `Ball ${place} was another one: edit it`,
  },
  details: {
    title: "Stroke, note",
    notGiven: "not noted",
    where: "Where it went",
    leftHander: "Left-hander",
    segments: ["long off", "cover", "point", "third", "fine leg", "square leg", "midwicket", "long on"],
    stroke: "Stroke",
    strokes: {
      drive: "drive", cut: "cut", pull: "pull", hook: "hook", sweep: "sweep",
      reverse_sweep: "reverse sweep", flick: "flick", glance: "glance", defend: "defended",
      leave: "left alone", edge: "edge", other: "another",
    } as Record<string, string>,
    length: "Length",
    lengths: {
      full_toss: "full toss", yorker: "yorker", full: "full", good: "good", short: "short", bouncer: "bouncer",
    } as Record<string, string>,
    line: "Line",
    lines: {
      outside_off: "outside off stump", off_stump: "off stump", middle_stump: "middle stump",
      leg_stump: "leg stump", outside_leg: "outside leg stump",
    } as Record<string, string>,
    angle: "Bowler's side",
    angles: { "Over the Wicket": "over the wicket", "Round the Wicket": "round the wicket" } as Record<string, string>,
    review: "Review",
    note: "Note",
    keep: "Keep for this ball",
  },
} as const;
