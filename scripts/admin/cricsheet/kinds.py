"""Maps Cricsheet's names of wickets and replacement reasons to ours."""

from scrbrd.domain.vocabulary import ReplacementReason, WicketType

WICKET_TYPES = {
    "bowled": WicketType.BOWLED,
    "caught": WicketType.CAUGHT,
    "caught and bowled": WicketType.CAUGHT,
    "lbw": WicketType.LBW,
    "run out": WicketType.RUN_OUT,
    "stumped": WicketType.STUMPED,
    "hit wicket": WicketType.HIT_WICKET,
    "handled the ball": WicketType.HANDLED_BALL,
    "obstructing the field": WicketType.OBSTRUCTING_FIELD,
    "hit the ball twice": WicketType.HIT_BALL_TWICE,
    "timed out": WicketType.TIMED_OUT,
    "retired out": WicketType.RETIRED_OUT,
    "retired hurt": WicketType.RETIRED_HURT,
    "retired not out": WicketType.RETIRED_NOT_OUT,
}

REPLACEMENT_REASONS = {
    "concussion_substitute": ReplacementReason.CONCUSSION,
    "covid_replacement": ReplacementReason.COVID,
    "impact_player": ReplacementReason.IMPACT,
    "supersub": ReplacementReason.SUPERSUB,
    "tactical_substitute": ReplacementReason.TACTICAL,
    "x_factor": ReplacementReason.TACTICAL,
    "national_callup": ReplacementReason.NATIONAL,
    "national_release": ReplacementReason.NATIONAL,
    "injury_substitute": ReplacementReason.INJURY,
    "injury": ReplacementReason.INJURY,
}
