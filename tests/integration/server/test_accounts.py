"""Accounts: invited once, signed in with a password, known by a token that nobody can read from the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from httpx import Client
from sqlalchemy import text

from engine.errors import KnownError
from server_stub.services import Services
from sync.server import Database
from sync.server.passwords import Passwords
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
    with pytest.raises(KnownError, match="has an account already"):
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


def hash_of(owner: Database) -> str:
    with owner.transaction() as connection:
        return str(connection.execute(text("SELECT password FROM accounts")).scalar_one())


@pytest.mark.usefixtures("people_of_one")
def test_that_a_sign_in_hashes_anew_what_was_hashed_at_another_cost(
    client: Client, services: Services, owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hash_of(owner)
    assert sign_in(client, "ann@example.com").status_code == 200
    assert hash_of(owner) == before
    monkeypatch.setattr(services.accounts, "_passwords", Passwords(memory_kib=128))
    assert sign_in(client, "ann@example.com", "wrong").status_code == 401
    assert hash_of(owner) == before
    assert sign_in(client, "ann@example.com").status_code == 200
    renewed = hash_of(owner)
    assert (before.split("$")[3], renewed.split("$")[3]) == ("m=64,t=2,p=1", "m=128,t=2,p=1")
    assert sign_in(client, "ann@example.com").status_code == 200
    assert hash_of(owner) == renewed


@pytest.mark.usefixtures("people_of_one")
def test_that_many_who_sign_in_at_once_with_an_old_hash_are_all_let_in(
    client: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.accounts, "_passwords", Passwords(memory_kib=128, patience_s=60.0))
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: sign_in(client, "ann@example.com").status_code, range(6)))
    assert answers == [200] * 6


@pytest.fixture
def people_of_one(person: Callable[[str], Person]) -> Person:
    """Ann alone has an account."""
    return person("ann")


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


def test_that_an_invite_that_is_replayed_at_once_makes_one_device(client: Client, services: Services) -> None:
    invite = services.accounts.invite("ann@example.com")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: accept(client, invite).status_code, range(6)))
    assert sorted(answers) == [200, *[410] * 5]
    token = sign_in(client, "ann@example.com").json()["token"]
    listed = client.get("/api/auth/devices", headers={"Authorization": f"Bearer {token}"}).json()
    assert sorted(device["name"] for device in listed) == ["laptop", "phone"]


def test_that_a_lost_password_is_replaced_and_old_devices_are_refused(
    client: Client, services: Services, person: Callable[[str], Person]
) -> None:
    ann, bob = person("ann"), person("bob")
    first, second = (services.accounts.invite(ann.email, again=True) for _ in range(2))
    assert client.get("/api/auth/me", headers=ann.headers).status_code == 200
    answer = accept(client, first, "another horse battery")
    assert answer.json()["account"]["id"] == ann.account
    assert client.get("/api/auth/me", headers=ann.headers).status_code == 401
    assert sign_in(client, ann.email).status_code == 401
    assert sign_in(client, ann.email, "another horse battery").status_code == 200
    assert code_of(accept(client, second, "a third horse battery")) == "invite-unusable"
    assert client.get("/api/auth/me", headers=bob.headers).status_code == 200


def test_that_an_invite_for_somebody_new_never_opens_an_account(client: Client, services: Services) -> None:
    first = services.accounts.invite("ann@example.com")
    with pytest.raises(KnownError, match="no account"):
        services.accounts.invite("ann@example.com", again=True)
    second = services.accounts.invite("ann@example.com")
    accept(client, second)
    assert code_of(accept(client, first, "another horse battery")) == "invite-unusable"
    assert sign_in(client, "ann@example.com").status_code == 200


def test_that_a_disabled_account_comes_back_without_its_devices(
    client: Client, services: Services, person: Callable[[str], Person]
) -> None:
    ann = person("ann")
    invite = services.accounts.invite(ann.email, again=True)
    services.accounts.set_disabled("Ann@example.com", is_disabled=True)
    assert client.get("/api/auth/me", headers=ann.headers).status_code == 401
    assert sign_in(client, ann.email).status_code == 401
    assert code_of(accept(client, invite)) == "invite-unusable"
    services.accounts.set_disabled(ann.email, is_disabled=False)
    assert client.get("/api/auth/me", headers=ann.headers).status_code == 401
    assert sign_in(client, ann.email).status_code == 200
    with pytest.raises(KnownError, match="no account"):
        services.accounts.set_disabled("nobody@example.com", is_disabled=True)


def test_that_whoever_is_disabled_while_his_password_is_checked_gets_no_device(
    client: Client, services: Services, person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = person("ann")
    real = Passwords.check

    def check(passwords: Passwords, hashed: str | None, password: str) -> bool:
        services.accounts.set_disabled(ann.email, is_disabled=True)
        return real(passwords, hashed, password)

    monkeypatch.setattr(Passwords, "check", check)
    assert code_of(sign_in(client, ann.email)) == "sign-in-refused"


@pytest.mark.parametrize(
    "email", ["", "ann", "@example.com", "ann@", "a b@example.com", f"ann@{'x' * 250}.com", "a\0@b.c"]
)
def test_that_only_an_address_is_invited(services: Services, email: str) -> None:
    with pytest.raises(KnownError, match="no e-mail address"):
        services.accounts.invite(email)


def change(client: Client, person: Person, old: str = PASSWORD, new: str = "another horse battery"):
    return client.post("/api/auth/password", json={"old": old, "new": new}, headers=person.headers)


def test_that_a_new_password_signs_out_the_other_devices_only(
    client: Client, services: Services, person: Callable[[str], Person]
) -> None:
    ann, bob = person("ann"), person("bob")
    other, invite = sign_in(client, ann.email).json()["token"], services.accounts.invite(ann.email, again=True)
    assert change(client, ann).status_code == 204
    tokens = (ann.token, other, bob.token)
    headers = [{"Authorization": f"Bearer {token}"} for token in tokens]
    assert [client.get("/api/auth/me", headers=each).status_code for each in headers] == [200, 401, 200]
    assert code_of(sign_in(client, ann.email)) == "sign-in-refused"
    assert sign_in(client, ann.email, "another horse battery").status_code == 200
    assert code_of(accept(client, invite, "a third horse battery")) == "invite-unusable"


def test_that_a_wrong_old_password_is_refused_as_at_a_sign_in_and_changes_nothing(
    client: Client, services: Services, person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = person("ann")
    other = {"Authorization": f"Bearer {sign_in(client, ann.email).json()['token']}"}
    hasher, worked = type(services.accounts._passwords._hasher), []
    real = hasher.verify
    monkeypatch.setattr(hasher, "verify", lambda *given: (worked.append("check"), real(*given))[1])
    signing_in = sign_in(client, ann.email, "wrong horse battery")
    refused = change(client, ann, "wrong horse battery")
    assert worked == ["check", "check"], "one hash is worked out for each"
    assert (refused.status_code, code_of(refused)) == (signing_in.status_code, code_of(signing_in))
    assert refused.json()["error"]["where"] == "old"
    assert client.get("/api/auth/me", headers=other).status_code == 200
    assert sign_in(client, ann.email).status_code == 200


def test_that_a_new_password_is_as_long_as_any(client: Client, person: Callable[[str], Person]) -> None:
    ann = person("ann")
    refused = change(client, ann, new="short")
    assert (code_of(refused), refused.json()["error"]["where"]) == ("password-too-short", "new")
    assert sign_in(client, ann.email).status_code == 200


def test_that_of_two_changes_at_once_one_holds(
    client: Client, services: Services, person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = person("ann")
    caller = services.devices.caller(ann.token)
    assert caller is not None
    real = Passwords.hash

    def hashed(passwords: Passwords, password: str, where: str = "password") -> str:
        monkeypatch.setattr(Passwords, "hash", real)
        services.accounts.change_password(caller, PASSWORD, "the faster horse battery")
        return real(passwords, password, where)

    monkeypatch.setattr(Passwords, "hash", hashed)
    assert code_of(change(client, ann)) == "sign-in-refused"
    assert sign_in(client, ann.email, "the faster horse battery").status_code == 200


def test_that_the_list_of_devices_says_which_still_serve(
    client: Client, owner: Database, person: Callable[[str], Person]
) -> None:
    ann = person("ann")
    with owner.transaction() as connection:
        connection.execute(text("UPDATE devices SET seen = now() - interval '31 days'"))
    token = sign_in(client, ann.email).json()["token"]
    listed = client.get("/api/auth/devices", headers={"Authorization": f"Bearer {token}"}).json()
    assert {device["name"]: device["is_usable"] for device in listed} == {"laptop": False, "phone": True}
