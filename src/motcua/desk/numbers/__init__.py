"""Figures for officers: the index, every rate, what stands behind a number, ranking, closing a month."""
