"""What happens to ratings. Each is appended to the chain of the dossier it is about."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.platform.events import Personal


@dataclass(frozen=True)
class DossierRated:
    """Somebody of the dossier said how satisfied he is; `way` is account or code. Of officers only their number."""

    way: str
    words: Personal
    text: Personal
    officer_count: int
    verdict: str = ""  # good | middle | bad: all that figures need, and all that the chain keeps for good


@dataclass(frozen=True)
class RatingChanged:
    """The rating was changed within the days it may be."""

    way: str
    words: Personal
    text: Personal
    officer_count: int
    verdict: str = ""  # good | middle | bad: all that figures need, and all that the chain keeps for good


@dataclass(frozen=True)
class ReviewAsked:
    """Dissatisfied, he asks that the dossier be looked at again. Nothing of its state changes by it."""

    way: str
    reason: Personal


@dataclass(frozen=True)
class RatingAnswered:
    """The centre answered a rating."""

    answer: Personal


@dataclass(frozen=True)
class ReviewAnswered:
    """The centre looked at the dossier again and closed the request with an answer."""

    answer: Personal
