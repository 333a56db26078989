"""Who may read people, accounts and posts. `dossiers` widens `person` to the parties of dossiers one sees."""

from motcua.platform.security import SOMEBODY, Table

_ADMIN = "app_may('identity.manage')"
# An account is administered over the units where it holds or held posts; the cheap question is asked first.
_MANAGED = "app_may('identity.manage') AND identity_manages({})"
_OWN = "account_id = app_account()"
_PUBLIC_OFFICE = "offices, titles and dates are public; holders' names come through identity_labels"
_UNIT = "identity_manages_unit(unit_id)"
_POST = "identity_may_change_post(post_id)"
_APART = "identity_keeps_apart(post_id, account_id, NULL)"  # who administers accounts reads no dossier
_REVIEWED = "app_may('identity.manage@all') OR app_may_over('identity.manage', unit_id)"

TABLES = [
    # Everybody reads which offices there are; whoever administers one writes its rows, ends them, deletes none.
    Table(
        "unit",
        grants="SELECT, INSERT, UPDATE (until, contact)",
        read="true",
        why_open=_PUBLIC_OFFICE,
        insert=_ADMIN,
        update="identity_manages_unit(id)",
    ),
    *(
        Table(
            name,
            grants="SELECT, INSERT, UPDATE (until)",
            read="true",
            why_open=_PUBLIC_OFFICE,
            insert=_UNIT,
            update=_UNIT,
        )
        for name in ("unit_name", "unit_code")
    ),
    Table(
        "unit_parent",
        grants="SELECT, INSERT, UPDATE (until)",
        read="true",
        why_open=_PUBLIC_OFFICE,
        insert=f"identity_manages_unit(parent_id) AND ({_UNIT} OR identity_is_nameless(unit_id))",
        update=_UNIT,
    ),
    Table("unit_succession", grants="SELECT", why_open=_PUBLIC_OFFICE),
    Table("secrecy_class", grants="SELECT", why_open="names of classes only"),
    Table(
        "post",
        grants="SELECT, INSERT, UPDATE (until)",
        read="true",
        why_open=_PUBLIC_OFFICE,
        insert=_UNIT,
        update=_UNIT,
    ),
    # Nobody reads it: identity_use_founding_code compares and uses it up, who runs the machine writes it.
    Table("founding_code", grants="SELECT", job_grants="SELECT", read="false", insert="false", job="false"),
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
    Table(
        "holding",
        grants="SELECT, INSERT, UPDATE (until)",
        read=f"account_id = app_account() OR {_ADMIN}",
        insert=f"{_POST} AND identity_may_place(account_id) AND {_APART}",
        update=_POST,
    ),
    # Who leads or manages the work names who stands in for a post of it, never himself.
    Table(
        "substitution",
        read=f"account_id = app_account() OR {_ADMIN} OR identity_may_name(post_id)",
        insert=f"({_ADMIN} OR identity_may_name(post_id)) AND account_id IS DISTINCT FROM app_account() AND {_APART}",
        update=f"{_ADMIN} OR identity_may_name(post_id)",
    ),
    Table(
        "post_grant",
        grants="SELECT, INSERT, UPDATE (until)",
        read=_ADMIN,
        insert=f"{_POST} AND identity_may_grant(permission, unit_id)"
        " AND identity_keeps_apart(post_id, NULL, permission)",
        update=_POST,
    ),
]
