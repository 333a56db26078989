"""Units, people, accounts, posts and grants (architecture 5, "Units" and "Access")."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from motcua.platform.ids import new_id


class Unit(models.Model):
    """An agency or a part of one. Never renamed, never deleted: names, codes and parents are dated rows.

    The police in the same building is a unit outside the tree (`is_in_tree` false):
    it has no parent here and its officers hold no grants over our dossiers.
    """

    id = models.AutoField(primary_key=True)
    slug = models.SlugField(max_length=60, unique=True)  # address of its pages
    kind = models.CharField(max_length=20)  # province | committee | centre | office | department | vertical
    is_in_tree = models.BooleanField(default=True)
    since = models.DateField()
    until = models.DateField(null=True)
    contact = models.JSONField(default=dict)  # phone, address, hours in words: what pages print

    class Meta:
        db_table = "unit"


class UnitName(models.Model):
    """What a unit is called in a span of time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "unit_name"
        constraints = [models.UniqueConstraint(fields=["unit", "since"], name="unit_name_once")]


class UnitCode(models.Model):
    """A code of a unit in one system for a span of time: place code, identifier (R3.7), prefix of dossier codes."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="codes")
    system = models.CharField(max_length=30)  # place | province | identifier | identifier_old | dossier_prefix
    code = models.CharField(max_length=35)
    since = models.DateField()
    until = models.DateField(null=True)
    mark = models.CharField(max_length=2)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "unit_code"
        indexes = [models.Index(fields=["system", "code"], name="unit_code_lookup")]


class UnitParent(models.Model):
    """Which unit another belongs to in a span of time; closed district units stay in history (R0.3)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "unit_parent"
        constraints = [models.UniqueConstraint(fields=["unit", "since"], name="unit_parent_once")]


class UnitSuccession(models.Model):
    """A unit was merged or split: `new` took over from `old` on a day; several rows tell a split."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    on = models.DateField()

    class Meta:
        db_table = "unit_succession"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="unit_succession_once")]


class Person(models.Model):
    """A natural person. May have one name only, only a year of birth, no personal number yet.

    `birth_date` holds the first day of what is known and `birth_precision` how much is known.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    full_name = models.CharField(max_length=100)
    keys = ArrayField(models.CharField(max_length=80), default=list)  # words and pairs, folded (stack.md A5)
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(max_length=5, default="day")  # day | month | year
    sex = models.CharField(max_length=1, blank=True)
    personal_number = models.CharField(max_length=12, null=True, unique=True)  # noqa: DJ001 - unknown is not ""
    remembered = models.JSONField(default=dict)  # self-declared facts offered again: fact -> {value, at}

    class Meta:
        db_table = "person"
        indexes = [GinIndex(fields=["keys"], name="person_keys", fastupdate=False)]


class Organisation(models.Model):
    """An enterprise or other body that files dossiers; identified by its business code (R3.10).

    `code` is written as rules.organisation_code writes it. `source` is the e-identity provider that first
    told of it; the name is the one it told last. Its accounts are those of its representatives.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=35, unique=True)
    source = models.CharField(max_length=20)

    class Meta:
        db_table = "organisation"
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="organisation_has_code_and_name")
        ]


class Kinship(models.Model):
    """Two people are relatives: an officer is barred from the dossiers of his own (both directions are stored)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    relative = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)

    class Meta:
        db_table = "kinship"
        constraints = [models.UniqueConstraint(fields=["person", "relative"], name="kinship_once")]


class Accounts(BaseUserManager["Account"]):
    """Lookups by what people type: the user name of an officer."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A way to sign in: an officer's own password, or an e-identity account of a citizen or organisation.

    One person, one officer's account (rules 9.2). Citizens' accounts are keyed by (source, stable id)
    and have no password here. An account with an organisation acts for that one and for nobody else, not
    even for its own person: whoever holds both kinds has two accounts and sees with each what is its own.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=10)  # citizen | officer
    username = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - citizens have none
    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="accounts")
    source = models.CharField(max_length=20, blank=True)
    stable_id = models.CharField(max_length=120, blank=True)
    level = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    failed_count = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    old_passwords = models.JSONField(default=list)
    closed_because = models.CharField(max_length=20, blank=True)  # inactive | administrator, while not active
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)  # days without a sign-in are counted from here again
    phone = models.CharField(
        max_length=20, blank=True, db_default=""
    )  # where the office reaches an officer; citizens' are elsewhere
    email = models.CharField(max_length=120, blank=True, db_default="")
    # When the second factor was confirmed, "" without one: set where the account is read (backends.account_from).
    factor_since = ""
    # What a representative declared while he worked for the organisation; a person's own memory is his row's.
    remembered = models.JSONField(null=True)

    USERNAME_FIELD = "username"
    objects = Accounts()

    class Meta:
        db_table = "account"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "stable_id"], condition=~Q(stable_id=""), name="account_source_once"
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(kind="officer"), name="account_one_officer_each"),
            models.CheckConstraint(
                condition=Q(kind="officer", username__isnull=False) | Q(kind="citizen", username__isnull=True),
                name="account_kind",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(kind="citizen"),
                name="account_officer_acts_for_no_organisation",
            ),
        ]

    def get_session_auth_hash(self) -> str:
        """Tie sessions to the password and to the second factor: a new one of either ends all others at once."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Return the same under the installation's earlier keys."""
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, key: str | bytes) -> str:
        told = f"{self.password}\n{self.factor_since}"
        return salted_hmac("motcua.identity.session", told, secret=key, algorithm="sha256").hexdigest()


class SecondFactor(models.Model):
    """What an officer proves beside his password: codes of an app that shares a secret with us (RFC 6238).

    The secret is sealed with the installation's key. `last_step` is the thirty seconds whose code came in last:
    neither it nor an earlier one is taken again. After a reset the row keeps who did it and when, until the
    officer has been told.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    reset_at = models.DateTimeField(null=True)
    reset_by = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "second_factor"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, secret="") | (Q(confirmed_at__isnull=False) & ~Q(secret="")),
                name="second_factor_confirmed_has_secret",
            )
        ]


class RecoveryCode(models.Model):
    """One of ten codes on paper, for the day the phone is gone: a keyed hash, used once."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    hashed = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recovery_code"
        constraints = [models.UniqueConstraint(fields=["account", "hashed"], name="recovery_code_once")]


class OfficerSession(models.Model):
    """Where an officer is signed in. When it was last used stands in the session itself; the two end together."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80)
    since = models.DateTimeField()

    class Meta:
        db_table = "officer_session"


class AccessReview(models.Model):
    """Somebody confirmed, for a quarter, who may do what in a unit (rules 9.2); `listed` is what he had before him.

    `listed` holds ids, titles of posts and rights, never names.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    quarter = models.SmallIntegerField()
    listed = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)

    class Meta:
        db_table = "access_review"
        indexes = [models.Index(fields=["unit", "-at"], name="access_review_last")]
        constraints = [models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="access_review_quarter")]


class FoundingCode(models.Model):
    """The one code with which a house without an administrator makes its first: a keyed hash, for minutes, once."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    hashed = models.CharField(max_length=64)
    until = models.DateTimeField()

    class Meta:
        db_table = "founding_code"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="founding_code_one")]


class Post(models.Model):
    """A place in a unit that somebody holds: grants belong to it, not to the person."""

    id = models.AutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    role = models.CharField(max_length=20)  # a key of data/roles.yaml
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "post"


class Holding(models.Model):
    """An officer holds a post from a day on."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "holding"
        indexes = [models.Index(fields=["account"], name="holding_account")]


class Substitution(models.Model):
    """Somebody acts in a post for some days, with the order that says so."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="substitutions")
    account = models.ForeignKey(Account, models.PROTECT, related_name="substitutions")
    since = models.DateField()
    until = models.DateField()
    order = models.CharField(max_length=200, blank=True)  # the paper that orders it
    capacity = models.CharField(max_length=4, blank=True)  # KT | TUQ | TL | Q, as the order says; "": see PostHeld

    class Meta:
        db_table = "substitution"


class Grant(models.Model):
    """A right of a post: a permission over one unit's dossiers of one class of secrecy.

    Class 0 is the ordinary one; the others are rows of `SecrecyClass`. A permission
    without a unit (administration) has unit null.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    secrecy = models.SmallIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "post_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "permission", "unit", "secrecy", "since"], nulls_distinct=False, name="grant_once"
            )
        ]


class SecrecyClass(models.Model):
    """A class of confidential dossiers (adoption, denunciation, HIV …); packs name it by key."""

    number = models.SmallIntegerField(primary_key=True)  # 1..15; 0 is "ordinary" and has no row
    key = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    mark = models.CharField(max_length=2)

    class Meta:
        db_table = "secrecy_class"
        constraints = [models.CheckConstraint(condition=Q(number__range=(1, 15)), name="secrecy_class_range")]
