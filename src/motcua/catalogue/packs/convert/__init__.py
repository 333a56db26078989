"""From the captured catalogue (procedures.json, code_lists.json, detailed/) to packs.

Deterministic and repeatable: same source, same bytes. What the source leaves open stays open; what we decide by hand
stands in other files (settled.yaml and the tables in packs/), which the converter never writes.
"""
