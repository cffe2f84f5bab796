"""Settings: of the environment, or of files among the secrets; what is wrong is told, never what it says."""

from pathlib import Path

import pytest

from engine.errors import KnownError
from server_stub.settings import SECRETS_VARIABLE, ServerSettings, read_settings

URL = "postgresql://networx_app:hunter2@127.0.0.1/networx"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in ServerSettings.model_fields:
        monkeypatch.delenv(f"NETWORX_{field.upper()}", raising=False)
    monkeypatch.delenv(SECRETS_VARIABLE, raising=False)


def test_that_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETWORX_DATABASE_URL", URL)
    monkeypatch.setenv("NETWORX_REDIS_URL", "redis://127.0.0.1")
    monkeypatch.setenv("NETWORX_POOL_SIZE", "3")
    settings = read_settings()
    assert settings.database_url.get_secret_value() == URL
    assert settings.pool_size == 3


def test_that_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "networx_database_url").write_text(URL + "\n")
    (tmp_path / "networx_redis_url").write_text("redis://127.0.0.1")
    monkeypatch.setenv(SECRETS_VARIABLE, str(tmp_path))
    assert read_settings().database_url.get_secret_value() == URL


def test_that_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETWORX_DATABASE_URL", URL)
    monkeypatch.setenv("NETWORX_REDIS_URL", "redis://:hunter2@127.0.0.1")
    assert "hunter2" not in repr(read_settings()) + str(read_settings())


def test_that_what_is_missing_or_wrong_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETWORX_DATABASE_URL", URL)
    monkeypatch.setenv("NETWORX_POOL_SIZE", "hunter2")
    with pytest.raises(KnownError) as caught:
        read_settings()
    assert caught.value.code == "settings-unusable"
    assert "NETWORX_REDIS_URL" in caught.value.message
    assert "NETWORX_POOL_SIZE" in caught.value.message
    assert "hunter2" not in caught.value.message
