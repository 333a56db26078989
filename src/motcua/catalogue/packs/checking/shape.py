"""The documents against their JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from motcua.catalogue.packs.checking.vocabulary import Finding
from motcua.catalogue.packs.documents import DOCUMENT_NAMES

SCHEMAS = Path(__file__).parent.parent / "schema"


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a document: procedure, form, process, result, sample, overlay."""
    schemas = [json.loads(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("*.json"))]
    registry: Registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas)
    schema = next(s for s in schemas if s["$id"].endswith(f"/{name}.json"))
    return Draft202012Validator(schema, registry=registry)


def shape(documents: Mapping[str, Any]) -> Iterator[Finding]:
    for name in DOCUMENT_NAMES:
        document = documents.get(name)
        if document is not None:
            yield from shape_of(name, document)


def shape_of(name: str, document: Any) -> Iterator[Finding]:
    for fault in validator(name).iter_errors(document):
        where = ".".join([name, *(str(part) for part in fault.absolute_path)])
        yield Finding("pack.schema", where, f"Không đúng khuôn dữ liệu: {fault.message[:300]}")
