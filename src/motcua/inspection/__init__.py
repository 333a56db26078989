"""Inspection (kiểm tra): random samples of dossiers, notes beside a dossier, the check of its chain."""
