"""How a dossier walked through its process: one row of `dossier_step` for each visit to a step, from its events."""
