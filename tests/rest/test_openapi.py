"""The OpenAPI document is true: what it allows works, and what comes back is in it.

Requests are made by schemathesis, always the same ones. ``REST_EXAMPLES`` is how many
of each kind are made for each operation: 2, or more where there is time.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, CheckContext, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from tests.rest.client import CSRF, Client
from tests.rest.twins import Twins

EXAMPLES = int(os.environ.get("REST_EXAMPLES", "2"))
SAFE = ("GET", "HEAD", "OPTIONS")

Operation = APIOperation[Any, Any, Any, Any]

Check = Callable[[CheckContext, schemathesis.Response, Case[Any]], bool | None]

EXCLUDED: list[Check] = [
    # Text is taken for what it says, "7" for a number and "true" for yes, since forms
    # have nothing else to send. What is wrong in rows is the matter of other tests.
    checks.negative_data_rejection,
    # Rows that fit the schema can be refused: keys of rows that are not there, values
    # that others have, columns that exclude each other.
    checks.positive_data_acceptance,
]

DOCUMENTS = {"private": "/api", "public": "/public"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_documented(twins: Twins, name: str) -> None:
    person = Superuser(twins, DOCUMENTS[name])
    try:
        problems = list(person.problems())
    finally:
        person.client.close()
        twins.restore()
    assert not problems, "\n\n".join(problems)


@dataclass
class Example:
    """Requests of a kind: wrong ones, or right ones to a row that is there."""

    mode: GenerationMode
    path: dict[str, Any] | None = None


def is_unsafe(operation: Operation) -> bool:
    return operation.method.upper() not in SAFE


class Superuser:
    """A superuser who sends whatever comes to mind."""

    def __init__(self, twins: Twins, part: str) -> None:
        self.twins = twins
        self.client = Client(twins.generated)
        self.base = f"{twins.generated}/admin{part}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.headers: dict[str, str] = {}
        self.renew()
        document = self.client.get(f"{part}/openapi.json").json()
        self.schema = schemathesis.openapi.from_dict(document)
        # It logs in by itself, and nothing else shall say who asks.
        self.schema.config.generation.update(with_security_parameters=False)

    def renew(self) -> None:
        """Log in, also where the user or the session is gone."""
        self.twins.restore()
        self.client.http.cookies.clear()
        assert self.client.log_in("admin").status_code == 200
        cookies = self.client.http.cookies
        sent = "; ".join(f"{key}={value}" for key, value in cookies.items())
        self.headers = {"Cookie": sent, "X-CSRFToken": cookies[CSRF]}

    def problems(self) -> Iterator[str]:
        """One for each operation that has any. Reading comes first."""
        for operation in sorted(self.operations(), key=is_unsafe):
            for example in self.examples(operation):
                try:
                    self.send(operation, example)
                except Unsatisfiable:
                    # There is nothing that could be wrong.
                    assert example.mode is GenerationMode.NEGATIVE
                except (AssertionError, FailureGroup) as error:
                    kind = example.mode.value
                    yield f"{operation.label}, {kind}: {str(error).strip()[:1500]}"
                    break

    def operations(self) -> Iterator[Operation]:
        for found in self.schema.get_all_operations():
            assert isinstance(found, Ok), found
            yield found.ok()

    def examples(self, operation: Operation) -> Iterator[Example]:
        yield Example(GenerationMode.NEGATIVE)
        table, _, key = operation.path.removeprefix("/tables/").partition("/")
        if not key.startswith("{"):
            yield Example(GenerationMode.POSITIVE)
            return
        keys = self.client.of_table(table, "ids", limit=1).json()
        yield from (
            Example(GenerationMode.POSITIVE, one and {key.strip("{}/"): one})
            for one in keys or [None]
        )

    def send(self, operation: Operation, example: Example) -> None:
        cases = operation.as_strategy(example.mode, path_parameters=example.path)

        @seed(0)
        @settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def each(case: Case[Any]) -> None:
            self.check(case)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            each()

    def check(self, case: Case[Any]) -> None:
        response = case.call(
            base_url=self.base,
            session=self.session,
            headers=self.headers,
            allow_redirects=False,
        )
        if response.status_code == 401:
            self.renew()
        case.validate_response(response, headers=self.headers, excluded_checks=EXCLUDED)
