"""Accounts: invited once, signed in with a password, known by a token that nobody can read from the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx import Client
from sqlalchemy import text

from server_stub.services import Services
from sync.server import Database
from tests.integration.server.conftest import PASSWORD, Person


def accept(client: Client, invite: str, password: str = PASSWORD):
    body = {"invite": invite, "name": "Ann", "password": password, "device_name": "laptop"}
    return client.post("/api/auth/accept-invite", json=body)


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post("/api/auth/login", json={"email": email, "password": password, "device_name": "phone"})


def code_of(answer) -> str:
    return answer.json()["error"]["code"]


def test_that_an_invite_makes_one_account(client: Client, services: Services) -> None:
    invite = services.accounts.invite("Ann@Example.com")
    assert accept(client, invite).status_code == 200
    again = accept(client, invite)
    assert (again.status_code, code_of(again)) == (410, "invite-unusable")
    assert sign_in(client, "ann@example.com").status_code == 200


def test_that_a_refused_password_leaves_the_invite_as_it_was(client: Client, services: Services) -> None:
    invite = services.accounts.invite("ann@example.com")
    assert code_of(accept(client, invite, "short")) == "password-too-short"
    assert accept(client, invite).status_code == 200


def test_that_two_invites_for_one_address_make_one_account(client: Client, services: Services) -> None:
    first, second = (services.accounts.invite("ann@example.com") for _ in range(2))
    assert accept(client, first).status_code == 200
    assert code_of(accept(client, second)) == "invite-unusable"


def test_that_an_invite_expires(client: Client, services: Services, owner: Database) -> None:
    invite = services.accounts.invite("ann@example.com")
    with owner.transaction() as connection:
        connection.execute(text("UPDATE invites SET expires = now() - interval '1 second'"))
    assert code_of(accept(client, invite)) == "invite-unusable"


def test_that_whoever_has_an_account_is_not_invited_again(services: Services, person: Callable[[str], Person]) -> None:
    person("ann")
    with pytest.raises(Exception, match="has an account already"):
        services.accounts.invite("ann@example.com")


def test_that_a_wrong_password_and_an_unknown_address_are_told_alike(
    client: Client, person: Callable[[str], Person]
) -> None:
    person("ann")
    wrong, unknown = sign_in(client, "ann@example.com", "wrong horse battery"), sign_in(client, "bob@example.com")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_that_an_unknown_address_is_hashed_for_too(
    client: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    real = services.accounts._passwords._hasher.verify
    hasher = type(services.accounts._passwords._hasher)
    monkeypatch.setattr(hasher, "verify", lambda _self, hash_, word: (hashed.append(hash_), real(hash_, word))[1])
    sign_in(client, "bob@example.com")
    assert hashed == [services.accounts._passwords._nobodys]


def test_that_a_token_is_nowhere_in_the_database(owner: Database, person: Callable[[str], Person]) -> None:
    ann = person("ann")
    with owner.transaction() as connection:
        for table in ("accounts", "devices", "invites"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert not any(ann.token in str(cell) or ann.token.encode() == cell for row in rows for cell in row)


def test_that_a_revoked_device_is_refused_at_once_and_others_are_not(
    client: Client, person: Callable[[str], Person]
) -> None:
    ann = person("ann")
    other = sign_in(client, ann.email).json()
    listed = client.get("/api/auth/devices", headers=ann.headers).json()
    assert {device["name"] for device in listed} == {"laptop", "phone"}
    path = f"/api/auth/devices/{other['account']['device']}"
    assert client.delete(path, headers=ann.headers).status_code == 204
    refused = client.get("/api/auth/me", headers={"Authorization": f"Bearer {other['token']}"})
    assert (refused.status_code, code_of(refused)) == (401, "signed-out")
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert client.get("/api/auth/me", headers=ann.headers).json()["email"] == ann.email


def test_that_nobody_revokes_the_device_of_another(client: Client, person: Callable[[str], Person]) -> None:
    ann, bob = person("ann"), person("bob")
    assert client.delete(f"/api/auth/devices/{ann.device}", headers=bob.headers).status_code == 404
    assert client.get("/api/auth/me", headers=ann.headers).status_code == 200


@pytest.mark.parametrize("change", ["expires = now() - interval '1 s'", "seen = now() - interval '31 days'"])
def test_that_a_device_expires(change: str, client: Client, owner: Database, person: Callable[[str], Person]) -> None:
    ann = person("ann")
    with owner.transaction() as connection:
        connection.execute(text(f"UPDATE devices SET {change}"))
    assert client.get("/api/auth/me", headers=ann.headers).status_code == 401


def test_that_a_disabled_account_is_refused(client: Client, owner: Database, person: Callable[[str], Person]) -> None:
    ann = person("ann")
    with owner.transaction() as connection:
        connection.execute(text("UPDATE accounts SET disabled = true"))
    assert client.get("/api/auth/me", headers=ann.headers).status_code == 401
    assert sign_in(client, ann.email).status_code == 401


def test_that_use_is_noted_but_not_at_every_request(
    client: Client, owner: Database, person: Callable[[str], Person]
) -> None:
    ann = person("ann")
    seen = text("SELECT seen FROM devices")
    with owner.transaction() as connection:
        first = connection.execute(seen).scalar_one()
    client.get("/api/auth/me", headers=ann.headers)
    with owner.transaction() as connection:
        assert connection.execute(seen).scalar_one() == first
        connection.execute(text("UPDATE devices SET seen = seen - interval '1 hour'"))
    client.get("/api/auth/me", headers=ann.headers)
    with owner.transaction() as connection:
        assert connection.execute(seen).scalar_one() > first - timedelta(minutes=1)


def test_that_what_can_never_be_used_again_is_removed(
    services: Services, owner: Database, person: Callable[[str], Person]
) -> None:
    person("ann")
    services.accounts.invite("bob@example.com")
    with owner.transaction() as connection:
        connection.execute(text("UPDATE devices SET expires = now() - interval '1 s'"))
        connection.execute(text("UPDATE invites SET expires = now() - interval '90 days' WHERE used IS NOT NULL"))
    services.accounts.forget_the_expired()
    with owner.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM devices")).scalar_one() == 0
        assert connection.execute(text("SELECT email FROM invites")).scalars().all() == ["bob@example.com"]
