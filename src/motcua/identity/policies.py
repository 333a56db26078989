"""Who may read people, accounts and posts. `dossiers` widens `person` to the parties of dossiers one sees."""

from motcua.platform.security import SOMEBODY, Table

_ADMIN = "app_may('identity.manage')"
_PUBLIC_OFFICE = "offices, titles and dates are public; holders' names come through identity_labels"

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
    Table("account", read=f"id = app_account() OR {_ADMIN}", insert=_ADMIN, update=_ADMIN),
    Table("holding", read=f"account_id = app_account() OR {_ADMIN}", insert=_ADMIN, update=_ADMIN),
    Table("substitution", read=f"account_id = app_account() OR {_ADMIN}", insert=_ADMIN, update=_ADMIN),
    Table("post_grant", read=_ADMIN, insert=_ADMIN),
]
