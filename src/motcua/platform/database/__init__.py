"""Django's PostgreSQL backend, told two things it does not know (base.py)."""
