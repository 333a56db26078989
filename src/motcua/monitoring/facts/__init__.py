"""Facts: what figures need to know of a dossier, read from its events alone, one row each."""
