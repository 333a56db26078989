"""Every number made a second time, in plain SQL over the raw events, and held against what the engine says.

The SQL files beside this are the document of how each number comes about, in the order of `recount.FILES`; they share
nothing with the engine (facts/fold.py, counting.py, indicators/, figures.py), so a mistake in one does not repeat
itself in the other.
"""

from motcua.monitoring.verification.comparing import Difference
from motcua.monitoring.verification.recount import Recount

__all__ = ["Difference", "Recount"]
