"""Who may read people, accounts and posts. `dossiers` widens `person` to the parties of dossiers one sees."""

from motcua.platform.security import SOMEBODY, Table

_ADMIN = "app_may('identity.manage')"
# An account is administered over the units where it holds or held posts; the cheap question is asked first.
_MANAGED = "app_may('identity.manage') AND identity_manages({})"
_OWN = "account_id = app_account()"
_PUBLIC_OFFICE = "offices, titles and dates are public; holders' names come through identity_labels"
_REVIEWED = "app_may('identity.manage@all') OR app_may_over('identity.manage', unit_id)"

TABLES = [
    Table("unit", why_open=_PUBLIC_OFFICE),
    Table("unit_name", why_open=_PUBLIC_OFFICE),
    Table("unit_code", why_open=_PUBLIC_OFFICE),
    Table("unit_parent", why_open=_PUBLIC_OFFICE),
    Table("unit_succession", why_open=_PUBLIC_OFFICE),
    Table("secrecy_class", why_open="names of classes only"),
    Table("post", why_open=_PUBLIC_OFFICE),
    # Written out: `update` would follow `read`, which dossiers widens to everybody in a dossier one sees.
    Table("person", read=f"id = app_person() OR {_ADMIN}", insert=SOMEBODY, update=f"id = app_person() OR {_ADMIN}"),
    Table("organisation", read=f"id = app_organisation() OR {_ADMIN}", update=_ADMIN),
    Table("kinship", read=_ADMIN, insert=_ADMIN, grants="SELECT, INSERT, DELETE", delete=_ADMIN),
    Table("account", read=f"id = app_account() OR {_ADMIN}", insert=_ADMIN, update=_MANAGED.format("id")),
    # An administrator may take a second factor away, never give one; the secret in it is sealed.
    Table(
        "second_factor",
        read=f"{_OWN} OR ({_MANAGED.format('account_id')})",
        insert=_OWN,
    ),
    Table(
        "recovery_code",
        read=f"{_OWN} OR ({_MANAGED.format('account_id')})",
        insert=_OWN,
        update=_OWN,
        delete=f"{_OWN} OR ({_MANAGED.format('account_id')})",
        grants="SELECT, INSERT, UPDATE (used_at), DELETE",
    ),
    Table(
        "officer_session",
        read=f"{_OWN} OR ({_MANAGED.format('account_id')})",
        insert=_OWN,
        delete=f"{_OWN} OR ({_MANAGED.format('account_id')})",
        grants="SELECT, INSERT, DELETE",
    ),
    Table(
        "access_review",
        read=_REVIEWED,
        insert=f"({_REVIEWED}) AND by_id = app_account()",
        grants="SELECT, INSERT",
    ),
    Table("holding", read=f"account_id = app_account() OR {_ADMIN}", insert=_ADMIN, update=_ADMIN),
    # Who leads or manages the work names who stands in for a post of it, never himself.
    Table(
        "substitution",
        read=f"account_id = app_account() OR {_ADMIN} OR identity_may_name(post_id)",
        insert=f"{_ADMIN} OR (identity_may_name(post_id) AND account_id <> app_account())",
        update=f"{_ADMIN} OR identity_may_name(post_id)",
    ),
    Table("post_grant", read=_ADMIN, insert=_ADMIN),
]
