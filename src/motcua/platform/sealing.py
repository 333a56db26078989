"""Small secrets kept in the database, closed with the installation's own key.

What is sealed cannot be read from the database or a backup of it without the secret key of the installation, which
lies beside neither. Each purpose has a key of its own, each thing (an account, a browser) another again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


def sealer(purpose: str, salt: bytes) -> MultiFernet:
    """Return what closes with today's key and also opens what an earlier key (SECRET_KEY_FALLBACKS) closed."""
    return MultiFernet([_fernet(key, purpose, salt) for key in _keys()])


def keyed_hashes(purpose: str, text: str) -> list[str]:
    """Return the hashes of a short secret under today's key, first, and the earlier ones; 64 hexadecimal digits each.

    For secrets too short for a plain hash (printed codes): without the key nobody can try them all.
    """
    return [hmac.new(key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest() for key in _keys()]


def _keys() -> list[bytes]:
    return [force_bytes(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _fernet(key: bytes, purpose: str, salt: bytes) -> Fernet:
    made = HKDF(SHA256(), 32, salt=salt, info=purpose.encode()).derive(key)
    return Fernet(base64.urlsafe_b64encode(made))
