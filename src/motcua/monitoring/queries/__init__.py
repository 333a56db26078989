"""Reading the numbers. Whoever asks is permitted first (places.permit): who may not read would count zero."""

from motcua.monitoring.figures import Figure, Index
from motcua.monitoring.periods import Period
from motcua.monitoring.queries.listing import Listed, listed, parts_of
from motcua.monitoring.queries.publishing import Published, Ranked, published, ranking
from motcua.monitoring.queries.sheet import figure, figures, sheet
from motcua.monitoring.sheets import Sheet

__all__ = [
    "Figure",
    "Index",
    "Listed",
    "Period",
    "Published",
    "Ranked",
    "Sheet",
    "figure",
    "figures",
    "listed",
    "parts_of",
    "published",
    "ranking",
    "sheet",
]
