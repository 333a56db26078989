"""Procedure packs: procedures as versioned data (docs/packs.md). Pure Python, no database."""

from motcua.catalogue.packs.layers import Layer, digest_of, merge
from motcua.catalogue.packs.model import Case, Component, FeeLine, Limit, Pack, Step

__all__ = ["Case", "Component", "FeeLine", "Layer", "Limit", "Pack", "Step", "digest_of", "merge"]
