"""Rejects an option that is given twice but takes one value: only the last would count."""

from __future__ import annotations

from collections import Counter
from typing import Any

from typer import Typer
from typer.core import TyperCommand, TyperOption


class Command(TyperCommand):
    """A verb that rejects a repeated option if it takes one value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; a usage error if an option that takes one value comes twice."""
        if not ctx.resilient_parsing:
            self.refuse_repeated(ctx, args)
        return super().parse_args(ctx, args)

    def refuse_repeated(self, ctx: Any, args: list[str]) -> None:
        """Exit with a usage error if an option that takes one value comes twice."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        if any(parameter.is_eager for parameter in order):
            return  # --help was given
        for parameter, times in Counter(order).items():
            if times > 1 and isinstance(parameter, TyperOption) and has_one_value(parameter):
                name = max(parameter.opts, key=len)
                ctx.fail(f"{name}: given {times} times, only the last would count; give it once")


def has_one_value(option: TyperOption) -> bool:
    """Return True if repeating the option could change its value; not for a flag like `--apply`."""
    is_plain_flag = option.is_flag and not option.secondary_opts
    return not option.multiple and not option.count and not is_plain_flag


def refuse_repeated(app: Typer) -> None:
    """Make every verb of a command line, and of its sub-commands, reject repeated options."""
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            refuse_repeated(group.typer_instance)
