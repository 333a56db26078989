"""Rights a newer version ships for a role, and the posts of that role that never had them.

The database is the truth: a post keeps what it has been given, and a right that was ever given and taken stays taken.
So only what a post never had is offered, post by post, and somebody says why before it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from motcua.identity import queries, roles
from motcua.identity.models import Grant, Post
from motcua.identity.queries import Right, UnitView
from motcua.identity.staffing import not_over


@dataclass(frozen=True)
class Lacking:
    """A post that never had a right its role's posts receive now."""

    post_id: int
    title: str
    unit: UnitView
    role: str
    right: Right

    @property
    def key(self) -> str:
        """What names it in a form or on a command line."""
        return f"{self.post_id}:{self.right.permission}"


def lacking(on: date, unit_ids: Iterable[int] | None = None) -> list[Lacking]:
    """Return what posts in some units (or all) never had of the standard rights of their roles.

    A post without any right is left out: somebody who only stands in for others holds it (a deputy).
    """
    known = roles.roles()
    posts = Post.objects.filter(not_over(on), role__in=list(known)).order_by("unit_id", "id")
    if unit_ids is not None:
        posts = posts.filter(unit_id__in=list(unit_ids))
    rows = list(posts)
    ever: dict[int, set[tuple[str, int | None]]] = {}
    alive = set()
    for post, permission, unit, until in Grant.objects.filter(post__in=rows).values_list(
        "post_id", "permission", "unit_id", "until"
    ):
        ever.setdefault(post, set()).add((permission, unit))
        if until is None or until >= on:
            alive.add(post)
    views = queries.unit_views({row.unit_id for row in rows}, on)
    committees = _committees(views, on)
    return [
        Lacking(row.id, row.title, views[row.unit_id], row.role, Right(*told))
        for row in rows
        if row.id in alive
        for told in roles.standard(row.role, row.unit_id, committees[row.unit_id])
        if (told[0], told[1]) not in ever[row.id]
    ]


def _committees(views: dict[int, UnitView], on: date) -> dict[int, int]:
    """The people's committee (or top unit) of each unit, climbing all at once: a province has hundreds."""
    known, missing = dict(views), {view.parent_id for view in views.values()} - {None, *views}
    for _ in range(4):
        known |= queries.unit_views([unit for unit in missing if unit is not None], on) if missing else {}
        missing = {view.parent_id for view in known.values()} - {None, *known}

    def top(view: UnitView) -> int:
        while view.kind not in ("committee", "province") and view.parent_id in known:
            view = known[view.parent_id]
        return view.id

    return {unit: top(view) for unit, view in views.items()}
