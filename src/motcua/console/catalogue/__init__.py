"""Procedures as their administrator sees them: every value with its layer and mark, what waits to be published."""
