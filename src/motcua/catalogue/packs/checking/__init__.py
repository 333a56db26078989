"""What must hold before a pack may be published: `check` for one pack, `check_library` for all of them together."""

from motcua.catalogue.packs.checking.library import check_library
from motcua.catalogue.packs.checking.pack import check
from motcua.catalogue.packs.checking.vocabulary import Finding, Vocabulary

__all__ = ["Finding", "Vocabulary", "check", "check_library"]
