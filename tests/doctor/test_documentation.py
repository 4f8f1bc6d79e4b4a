"""The list of checks in the documentation is made of the checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scaffold.doctor  # noqa: F401  (registers the checks)
from scaffold.doctor.checks import CHECKS, reference

PAGE = Path(__file__).parents[2] / "docs" / "doctor.md"

LIST = re.compile(r"(?<=<!-- checks -->\n).*?(?=<!-- /checks -->)", re.DOTALL)


def test_the_list_is_complete(request: pytest.FixtureRequest) -> None:
    """``--update-golden`` writes it anew."""
    page = PAGE.read_text(encoding="utf-8")
    expected = LIST.sub(lambda _match: "\n".join([*reference(), ""]), page)
    if request.config.getoption("update_golden"):
        PAGE.write_text(expected, encoding="utf-8")
    else:
        assert page == expected


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_says_what_it_finds(code: str) -> None:
    first, _, rest = CHECKS[code].text.partition("\n")
    assert first.endswith(".")
    assert not rest or rest.startswith("\n")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
