"""Figures computed from the work itself: facts of dossiers, indicators, index 766, what is published."""
