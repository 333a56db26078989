"""Reports of a unit: drafted from its figures in sentences that say what they say, as Word, PDF and tables."""
