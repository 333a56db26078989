"""Recompute the chains of motcua's event log: pip install psycopg; python verify_log.py postgresql://…"""

import hashlib
import sys

import psycopg

heads, broken, count = {}, 0, 0
with psycopg.connect(sys.argv[1]) as db:
    db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    expected = {(k, i): (n, bytes(h)) for k, i, n, h in db.execute("SELECT kind, key, sequence, hash FROM stream_head")}
    with db.cursor(name="log") as rows:
        rows.execute("SELECT kind, key, sequence, previous, body, hash FROM event ORDER BY kind, key, sequence")
        for kind, key, sequence, previous, body, told in rows:
            count += 1
            last, head = heads.get((kind, key), (0, bytes(32)))
            computed = hashlib.sha256(head + (last + 1).to_bytes(8, "big") + body.encode()).digest()
            if (sequence, bytes(previous), bytes(told)) != (last + 1, head, computed):
                broken += 1
                print("broken:", kind, key, "event", sequence)
            heads[kind, key] = (sequence, bytes(told))
for stream in sorted(expected.keys() | heads.keys()):
    if expected.get(stream) != heads.get(stream):
        broken += 1
        print("head and events differ:", *stream)
print(f"{count} events, {len(heads)} streams, {broken} broken")
sys.exit(1 if broken else 0)
