"""Procedure packs: procedures as versioned data (docs/packs.md). Pure Python, no database.

What a running system needs is named here: `merge` lays province and unit over the national layer; `fees`, `needs`
and `visible_fields` say what a pack means for one dossier. What reads folders (`library`), judges packs (`checking`),
compares them (`changes`) or writes them (`convert`, `report`) is imported from its own module, so that a web process
does not pay for it.
"""

from motcua.catalogue.packs.facts import Facts, visible_fields
from motcua.catalogue.packs.fees import Charge, fee_text, fees
from motcua.catalogue.packs.layers import Layer, digest_of, merge
from motcua.catalogue.packs.model import Case, Component, FeeLine, Limit, Pack, Step
from motcua.catalogue.packs.needs import Need, lacking, needs

__all__ = [
    "Case",
    "Charge",
    "Component",
    "Facts",
    "FeeLine",
    "Layer",
    "Limit",
    "Need",
    "Pack",
    "Step",
    "digest_of",
    "fee_text",
    "fees",
    "lacking",
    "merge",
    "needs",
    "visible_fields",
]
