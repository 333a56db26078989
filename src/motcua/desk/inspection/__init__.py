"""Screens of whoever inspects: samples, the page and the file of one dossier, notes beside it."""
