"""Logs name no person, not even when something breaks."""

from __future__ import annotations

import io
import logging

import pytest
import structlog

from motcua.config import logs


@pytest.mark.parametrize("as_json", [False, True])
def test_a_traceback_shows_no_local_variable(as_json):
    logs.configure({"level": "INFO", "json": as_json})
    handler = logging.getLogger().handlers[0]
    told, handler.stream = handler.stream, io.StringIO()
    try:
        full_name = "Phạm Văn Tiến"
        try:
            raise ValueError("broken")
        except ValueError:
            structlog.get_logger().exception("dossier.broken", dossier=1)
        text = handler.stream.getvalue()
    finally:
        handler.stream = told
        logs.configure({"level": "ERROR", "json": False})
    assert "ValueError" in text
    assert full_name not in text
