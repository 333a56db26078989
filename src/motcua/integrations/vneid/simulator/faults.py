"""Failures that a test may switch on, so that the product meets them before production does.

They exist only in a simulator started with `--faults`; otherwise every switch is off for good and
the control address answers 404.
"""

import threading
from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    SLOW = "slow"  # value: seconds to wait before answering discovery, keys, token and user info
    TOKEN_500 = "token-500"  # noqa: S105  a fault, not a password
    WRONG_NONCE = "wrong-nonce"
    WRONG_SIGNATURE = "wrong-signature"  # signed by a key that is not published, under the published key's id
    LEVEL_1 = "level-1"
    CHANGED_NAME = "changed-name"
    EXPIRED_CODE = "expired-code"  # a code is too old the moment it is given
    OTHER_SUBJECT = "other-subject"  # user info speaks of somebody else than the id_token
    NO_ORGANISATION = "no-organisation"  # an organisation's account does not say whose it is
    DRIFT = "drift"  # numbers come as text and an unknown empty field appears


class UnknownFault(ValueError):
    pass


class Faults:
    """The switchboard; safe to read and to set from several threads."""

    def __init__(self, *, enabled: bool = False) -> None:
        self.enabled = enabled
        self._on: dict[Fault, float] = {}
        self._lock = threading.Lock()

    def on(self, fault: Fault) -> bool:
        with self._lock:
            return fault in self._on

    @property
    def delay(self) -> float:
        """Seconds by which an answer is to be held back."""
        with self._lock:
            return self._on.get(Fault.SLOW, 0.0)

    def replace(self, switches: Mapping[str, object]) -> None:
        """Switch on exactly `switches`, name to true or, for slow, to seconds; raise UnknownFault.

        >>> faults = Faults(enabled=True)
        >>> faults.replace({"slow": 2.5, "level-1": True})
        >>> faults.delay, faults.on(Fault.LEVEL_1), faults.on(Fault.DRIFT)
        (2.5, True, False)
        """
        if not self.enabled:
            raise UnknownFault("started without --faults")
        chosen = {}
        for name, value in switches.items():
            if name not in {fault.value for fault in Fault}:
                raise UnknownFault(f"no fault is called {name}")
            if value is False:
                continue
            chosen[Fault(name)] = _seconds(value) if name == Fault.SLOW else 1.0
        with self._lock:
            self._on = chosen

    def as_dict(self) -> dict[str, bool | float]:
        """Every fault and whether it is on, in the shape `replace` takes."""
        with self._lock:
            on = dict(self._on)
        return {fault.value: (on[fault] if fault is Fault.SLOW else True) if fault in on else False for fault in Fault}


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 120:
        raise UnknownFault("slow takes a number of seconds, 0 to 120")
    return float(value)
