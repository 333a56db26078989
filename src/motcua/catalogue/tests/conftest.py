"""Fixtures of the catalogue's own tests."""

from motcua.catalogue.testing import published

__all__ = ["published"]
