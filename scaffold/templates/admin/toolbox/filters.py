"""Filters of lists: what an address asks of each column, and the condition in SQL.

``?title=alien&rating__operator=gte&rating=8``: the value stands under the name of the
column, and how to compare with it under ``NAME__operator``. What is blank is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from piccolo.columns import Column
from piccolo.columns.combination import And, Or, Where, WhereRaw
from piccolo.columns.operators.comparison import (
    Equal,
    GreaterEqualThan,
    GreaterThan,
    LessEqualThan,
    LessThan,
    NotEqual,
)
from pydantic import ConfigDict, TypeAdapter
from starlette.exceptions import HTTPException

from . import fields
from .database import has_element, matches
from .i18n import gettext as _

Asked = Mapping[str, str]
"""The parameters of an address that filter."""

Condition = Where | WhereRaw | And | Or


class Filter:
    """What one column can be filtered by."""

    operators: ClassVar[tuple[str, ...]]
    """How it can be compared; the first is meant if an address does not say."""

    def __init__(
        self,
        column: Column,
        kind: Any = fields.Text,
        choices: Mapping[str, str] | None = None,
    ) -> None:
        """``kind`` is the type of its values, or of the elements of its lists."""
        self.column = column
        self.name: str = column._meta.name
        if choices is not None:
            kind = Annotated[kind, fields.one_of(choices)]
        # Built when it is first used: with many tables, starting would take seconds.
        config = ConfigDict(defer_build=True)
        self.kind: TypeAdapter[Any] = TypeAdapter(kind, config=config)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters of an address that it reads."""
        return self.name, f"{self.name}__operator"

    def condition(self, asked: Asked) -> Condition | None:
        """Nothing if nothing is asked.

        Raises pydantic's ``ValidationError`` for what is no value of the column.
        """
        operator = asked.get(f"{self.name}__operator") or self.operators[0]
        if operator == "is_null":
            return self.column.is_null()
        if operator == "not_null":
            return self.column.is_not_null()
        if operator not in self.operators:
            message = _("Cannot filter {name} by {operator}.")
            raise HTTPException(400, message.format(name=self.name, operator=operator))
        value = self.value(asked, self.name)
        return None if value is None else self.compare(operator, value)

    def compare(self, operator: str, value: Any) -> Condition:
        return compared(self.column, operator, value)

    def value(self, asked: Asked, parameter: str) -> Any:
        """The value of what was typed, ``None`` if nothing was."""
        text = asked.get(parameter)
        return self.kind.validate_python(text) if text else None


class Text(Filter):
    """Part of a text, in upper or lower case; or all of it, exactly."""

    operators = ("contains", "exact", "starts", "ends")

    def compare(self, operator: str, value: str) -> Condition:
        if operator == "exact":
            return super().compare("e", value)
        return matches(operator, value, self.column)


class Exact(Filter):
    """One value: a boolean, a choice, a UUID, the key of another row."""

    operators = ("e", "ne")


class Range(Filter):
    """What has an order: numbers, dates, times and durations."""

    operators = ("e", "ne", "lt", "lte", "gt", "gte")

    @property
    def parameters(self) -> tuple[str, ...]:
        return *super().parameters, f"{self.name}__to"

    def condition(self, asked: Asked) -> Condition | None:
        if asked.get(f"{self.name}__operator") != "between":
            return super().condition(asked)
        first = self.value(asked, self.name)
        last = self.value(asked, f"{self.name}__to")
        # Either end may be open.
        ends = [] if first is None else [self.compare("gte", first)]
        ends += [] if last is None else [self.compare("lte", last)]
        return And(*ends) if len(ends) == 2 else next(iter(ends), None)


class Element(Filter):
    """Lists that have this element, or a list that has it."""

    operators = ("has",)

    def compare(self, operator: str, value: Any) -> Condition:
        return has_element(self.column, value)


COMPARISONS = {
    "e": Equal,
    "ne": NotEqual,
    "lt": LessThan,
    "lte": LessEqualThan,
    "gt": GreaterThan,
    "gte": GreaterEqualThan,
}


def compared(column: Column, operator: str, value: Any) -> Condition:
    """``ne`` is also true of rows without a value, which SQL would leave out."""
    condition = Where(column, value, operator=COMPARISONS[operator])
    return condition | column.is_null() if operator == "ne" else condition
