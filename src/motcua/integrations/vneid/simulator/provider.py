"""What the simulator is made of, shared by its faces: people, clients, key, grants, faults and a clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from . import keys, people
from .clients import Client
from .faults import Faults
from .grants import Grants
from .people import Account


@dataclass(frozen=True)
class Settings:
    """`issuer` is the address browsers and clients use, without a slash at its end; times are in seconds."""

    issuer: str
    clients: tuple[Client, ...]
    data: Path
    people: Path = people.SHIPPED
    code_seconds: float = 30
    token_seconds: float = 300
    allow_faults: bool = False

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query or parts.fragment:
            raise ValueError(f"issuer must be scheme://host[:port], nothing after it: {self.issuer}")
        if not self.clients:
            raise ValueError("at least one client is needed")


@dataclass
class Provider:
    settings: Settings
    accounts: tuple[Account, ...]
    key: keys.SigningKey
    grants: Grants
    faults: Faults
    clock: Callable[[], float] = time.time  # epoch seconds
    sleep: Callable[[float], None] = time.sleep
    unpublished_key: keys.SigningKey | None = field(default=None, repr=False)

    def account(self, key: str) -> Account | None:
        return next((account for account in self.accounts if account.key == key), None)

    def forged_key(self) -> keys.SigningKey:
        """A key nobody publishes, for the wrong-signature fault; made once, when first wanted."""
        self.unpublished_key = self.unpublished_key or keys.new_key()
        return self.unpublished_key


def start(settings: Settings, *, clock: Callable[[], float] = time.time) -> Provider:
    """Read the people and the key (made now at the first start); raise BadPeopleFile or OSError."""
    return Provider(
        settings=settings,
        accounts=people.load(settings.people),
        key=keys.load_or_make(settings.data),
        grants=Grants(code_seconds=settings.code_seconds, token_seconds=settings.token_seconds),
        faults=Faults(enabled=settings.allow_faults),
        clock=clock,
    )
