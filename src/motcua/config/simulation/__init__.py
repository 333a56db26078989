"""A history of any size: dossiers that services once led through their life, repeated with other people on other days.

Writing a million dossiers through the services would take days, and inventing rows would
make a history no service ever wrote. So the demonstration's dossiers, each written by the
services, are patterns (`patterns.py`): their rows are read, everything in them that is of
one dossier (ids, code, book numbers, days, names, digests) becomes a gap, and the gaps are
filled anew for each dossier (`writing.py`), with chains hashed as `event_append` does.
Days move by working days (`days.py`), and what was promised is counted again by the clock.
"""
