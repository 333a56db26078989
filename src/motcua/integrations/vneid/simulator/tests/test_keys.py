"""The signing key: private on disk, the same after a restart, published as others compute it."""

import os
import threading

import jwt
import pytest
from joserfc.jwk import RSAKey

from motcua.integrations.vneid.simulator import keys


def test_the_first_start_makes_a_key_only_its_owner_may_read(tmp_path):
    previous = os.umask(0)
    try:
        keys.load_or_make(tmp_path / "data")
    finally:
        os.umask(previous)

    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "data").iterdir()] == [keys.FILE_NAME]
    assert (tmp_path / "data" / keys.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_the_next_start_finds_the_same_key_and_tightens_a_loosened_file(tmp_path):
    first = keys.load_or_make(tmp_path)
    (tmp_path / keys.FILE_NAME).chmod(0o644)
    second = keys.load_or_make(tmp_path)

    assert second.key_id == first.key_id
    assert second.read(first.sign({"iss": "i", "sub": "s", "aud": "a"}), issuer="i")["sub"] == "s"
    assert (tmp_path / keys.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_two_starts_at_once_agree_on_one_key(tmp_path):
    found = []
    starts = [threading.Thread(target=lambda: found.append(keys.load_or_make(tmp_path).key_id)) for _ in range(4)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert len(found) == 4
    assert len(set(found)) == 1


def test_the_key_id_is_the_thumbprint_another_library_computes(tmp_path):
    key = keys.load_or_make(tmp_path)

    assert RSAKey.import_key(key.public_jwk()).thumbprint() == key.key_id
    assert set(key.public_jwk()) == {"kty", "n", "e", "kid", "use", "alg"}


@pytest.mark.parametrize("claims", [{"iss": "other", "sub": "s", "aud": "a"}, {"iss": "i", "aud": "a"}])
def test_a_token_of_another_issuer_or_without_a_subject_is_not_ours(tmp_path, claims):
    key = keys.load_or_make(tmp_path)

    with pytest.raises(jwt.InvalidTokenError):
        key.read(key.sign(claims), issuer="i")
