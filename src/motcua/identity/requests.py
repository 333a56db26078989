"""The request of somebody signed in, as views behind `signed_in` and `permitted` receive it."""

from __future__ import annotations

from django.http import HttpRequest

from motcua.identity.queries import Person


class Request(HttpRequest):
    """An HTTP request whose middleware has found out who asks. A type for readers and checkers, never constructed."""

    who: Person
