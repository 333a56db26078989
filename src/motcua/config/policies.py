"""Tables of the libraries we use, declared like our own: nothing legible in them names a person."""

from motcua.platform.security import Table

_EMPTY = "stays empty: accounts and claims live in identity (decision 0003)"
_JOBS = "jobs carry ids only"
_SESSIONS = "ids and choices of pages; what was typed after a sign-in ran out, sealed, half the key with the browser"

TABLES = [
    Table("django_session", grants="SELECT, INSERT, UPDATE, DELETE", why_open=_SESSIONS),
    Table("django_content_type", grants="SELECT", why_open="names of models"),
    Table("socialaccount_socialaccount", grants="SELECT", why_open=_EMPTY),
    Table("socialaccount_socialtoken", grants="SELECT", why_open=_EMPTY),
    Table("socialaccount_socialapp", grants="SELECT", why_open=_EMPTY),
    Table("account_emailaddress", grants="SELECT", why_open=_EMPTY),
    Table("procrastinate_jobs", grants="SELECT, INSERT", why_open=_JOBS),
    Table("procrastinate_events", grants="SELECT, INSERT", why_open=_JOBS),
    Table("procrastinate_periodic_defers", grants="SELECT, INSERT, UPDATE", why_open=_JOBS),
    Table("procrastinate_workers", grants="SELECT, INSERT, UPDATE, DELETE", why_open=_JOBS),
]
