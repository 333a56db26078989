"""What figures need of a procedure: read from its published version, kept in a table and in memory."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Version
from motcua.catalogue.packs.model import Pack
from motcua.monitoring.facts.model import Traits
from motcua.monitoring.models import Cell, VersionTrait

_ONLINE = {"full": "full", "partial": "partial"}
_INDIVIDUALS = frozenset({"công dân", "người nước ngoài", "người việt nam định cư ở nước ngoài"})


@lru_cache(maxsize=2048)
def traits_of(version_id: int) -> Traits:
    """Return the traits of a version; it never changes, so they are kept in memory."""
    return traits_from(catalogue.pack_of_version(version_id))


def traits_from(pack: Pack) -> Traits:
    """Read them from a pack."""
    told = pack.procedure
    return Traits(
        field=str(told["group"])[:120],
        returns_paper=any(names_paper(str(one.get("name") or "")) for one in told.get("results") or ()),
        owes_fee=any(line.amount not in (None, 0) for line in pack.fees),
        online_level=_ONLINE.get(told["service"]["level"], "none"),
        for_individuals=any(str(one).lower() in _INDIVIDUALS for one in told.get("applicants", ())),
    )


@lru_cache(maxsize=1)
def _acts() -> re.Pattern[str]:
    words = yaml.safe_load(files("motcua.monitoring").joinpath("data", "no_paper.yaml").read_text("utf-8"))
    return re.compile(rf"(?:{'|'.join(re.escape(one) for one in words['acts'])})\b")


def names_paper(result: str) -> bool:
    """Tell whether a published result names something that is handed over, not an act; in doubt it does.

    >>> [names_paper(one) for one in ("Trích lục khai tử", "Cập nhật thông tin trong Cơ sở dữ liệu về cư trú", "")]
    [True, False, False]
    """
    return bool(result) and not _acts().match(result)


def note_versions() -> int:
    """Write the traits of versions published since; return how many. Idempotent."""
    known = VersionTrait.objects.values("version_id")
    made = []
    for version in Version.objects.exclude(pk__in=known).iterator(chunk_size=50):
        pack = Pack(documents=version.content, origins={}, digest=version.digest)
        traits = traits_from(pack)
        made.append(
            VersionTrait(
                version_id=version.id,
                procedure=version.procedure,
                scope=version.scope,
                valid_from=version.valid_from,
                valid_to=version.valid_to,
                title=pack.short_name[:200],
                field=traits.field,
                level=str(pack.procedure.get("level") or "")[:40],
                handling=pack.kind,
                online_level=traits.online_level,
                returns_paper=traits.returns_paper,
                owes_fee=traits.owes_fee,
                for_individuals=traits.for_individuals,
                has_autofill=_has_autofill(pack),
                is_complete=_is_complete(pack),
            )
        )
    VersionTrait.objects.bulk_create(made, ignore_conflicts=True, batch_size=200)
    if made:  # a version may hold from a day that is past
        Cell.objects.filter(last__gte=min(one.valid_from for one in made)).update(is_dirty=True)
    return len(made)


def _has_autofill(pack: Pack) -> bool:
    groups = (pack.form or {}).get("groups", ())
    return any(one.get("fill_from") for group in groups for one in group.get("fields", ()))


def _is_complete(pack: Pack) -> bool:
    """Whether the seven parts of decree 63/2010, article 8 clause 2, are there (indicator 1.3)."""
    told = pack.procedure
    has_time = bool(pack.cases) and all(case.limit is not None or case.no_limit_reason for case in pack.cases)
    parts = (pack.name, told.get("public_steps"), told.get("channels"), told.get("components"), told.get("applicants"))
    return all(parts) and has_time and bool(told.get("agency"))
