"""The key that signs id_tokens: made at the first start, kept in the data folder, published as a JWK."""

import base64
import hashlib
import json
import os
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ALGORITHM = "RS256"
KEY_BITS = 2048
FILE_NAME = "signing-key.pem"


@dataclass(frozen=True)
class SigningKey:
    private: rsa.RSAPrivateKey

    @cached_property
    def key_id(self) -> str:
        """The key's JWK thumbprint (RFC 7638): the same key has the same id after a restart."""
        canonical = json.dumps(self._public_members(), sort_keys=True, separators=(",", ":"))
        return _base64url(hashlib.sha256(canonical.encode()).digest())

    def public_jwk(self) -> dict[str, str]:
        return {**self._public_members(), "kid": self.key_id, "use": "sig", "alg": ALGORITHM}

    def sign(self, claims: dict[str, object], *, key_id: str | None = None) -> str:
        """Return `claims` as a compact RS256 JWT. `key_id` names another key than the one used: for faults only."""
        return jwt.encode(claims, self.private, algorithm=ALGORITHM, headers={"kid": key_id or self.key_id})

    def read(self, token: str, *, issuer: str) -> dict[str, object]:
        """Return the claims of an id_token we signed, even an expired one; raise jwt.InvalidTokenError."""
        return jwt.decode(
            token,
            self.private.public_key(),
            algorithms=[ALGORITHM],
            issuer=issuer,
            options={"verify_aud": False, "verify_exp": False, "require": ["sub", "aud"]},
        )

    def _public_members(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        return {"e": _base64url_number(numbers.e), "kty": "RSA", "n": _base64url_number(numbers.n)}


def new_key() -> SigningKey:
    return SigningKey(rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS))


def load_or_make(folder: Path) -> SigningKey:
    """Return the key kept in `folder`, made now if there is none; only its owner may read the file.

    Two simulators started at once on one folder agree on one key: the file appears whole under its
    name, or not at all, and the loser reads the winner's.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE_NAME
    if not path.exists():
        _write_new(path, new_key())
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        path.chmod(0o600)  # a folder copied with an ordinary cp loosens the mode
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise ValueError(f"{path}: not an RSA key")
    return SigningKey(private)


def _write_new(path: Path, key: SigningKey) -> None:
    pem = key.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600 from the start
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # the other simulator was first
    finally:
        os.unlink(draft)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _base64url_number(number: int) -> str:
    return _base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))
