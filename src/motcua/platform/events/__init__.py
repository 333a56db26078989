"""The one append-only log (architecture 5, "Events"): `record` writes, `history` reads, `verify` recomputes."""

from motcua.platform.events.log import Actor, Event, Personal, digest, erase, history, record
from motcua.platform.events.verify import Break, verify, verify_values

__all__ = ["Actor", "Break", "Event", "Personal", "digest", "erase", "history", "record", "verify", "verify_values"]
