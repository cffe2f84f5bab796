"""Requests that schemathesis generates from the description of every route: none makes the server fail."""

from typing import Any

from fastapi import FastAPI
from httpx import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.core.result import Err
from schemathesis.openapi import from_dict

from tests.integration.server.conftest import Person
from tests.patience import PATIENCE_S

CASES = 5


def test_that_no_generated_request_makes_the_server_fail(
    app: FastAPI, client: Client, people: dict[str, Person], project: str
) -> None:
    schema = from_dict(app.openapi())
    for found in schema.get_all_operations():
        assert not isinstance(found, Err)
        operation = found.ok()

        @seed(1)
        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def check(case: Case[Any]) -> None:
            if "project" in case.path_parameters:
                case.path_parameters["project"] = project
            answer = case.call(base_url=str(client.base_url), headers=people["owner"].headers, timeout=PATIENCE_S)
            assert answer.status_code < 500 or answer.status_code == 501, (case.formatted_path, answer.text)

        check()
