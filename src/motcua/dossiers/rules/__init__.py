"""Decisions of law and policy about a dossier: pure, total, free of Django."""
