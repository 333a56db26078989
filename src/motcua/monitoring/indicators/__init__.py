"""Indicators as data: named conditions, measures that count them, sets that give points."""

from motcua.monitoring.indicators.library import library
from motcua.monitoring.indicators.model import Condition, Indicator, IndicatorSet, Library, Measure

__all__ = ["Condition", "Indicator", "IndicatorSet", "Library", "Measure", "library"]
