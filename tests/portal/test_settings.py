from portal import settings


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    key = settings.kept_secret_key()

    assert len(key) == 50
    assert settings.kept_secret_key() == key
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_of_two_processes_that_start_together_both_take_one_key(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)

    def other_is_quicker():
        (tmp_path / "secret-key").write_text("the other's key")
        return "a key too late"

    monkeypatch.setattr(settings, "get_random_secret_key", other_is_quicker)
    assert settings.kept_secret_key() == "the other's key"
