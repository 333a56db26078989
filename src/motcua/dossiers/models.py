"""Dossiers and all that belongs to one (architecture 5). Services are the only writers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from motcua.dossiers.access import Visible, VisibleAccess, VisibleDossiers, VisibleThroughDossier
from motcua.dossiers.rules.states import Status
from motcua.platform.ids import new_id

_STATUSES = [(s.value, s.name.lower()) for s in Status]


class Dossier(models.Model):
    """One application about one person under one version of a procedure."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    code = models.CharField(max_length=50, unique=True)
    procedure = models.CharField(max_length=20)
    title = models.CharField(max_length=200)  # short name of the procedure, as it was
    form_version_id = models.BigIntegerField()  # fixed at submission
    terms_version_id = models.BigIntegerField(null=True)  # process, limit, policy: fixed at acceptance
    case = models.CharField(max_length=60, blank=True)
    secrecy = models.SmallIntegerField(default=0)
    origin = models.CharField(max_length=10)  # local | counter | post | portal | chain
    channel = models.PositiveSmallIntegerField()  # 1 counter, 2 online, 3 post (R2.4)
    committee_id = models.IntegerField()  # whose dossier it is: the competent authority
    receiving_unit_id = models.IntegerField()
    handling_unit_id = models.IntegerField()
    submitter_account_id = models.BigIntegerField(null=True)
    draft_id = models.BigIntegerField(null=True, unique=True)  # a draft becomes one dossier, however often it is sent

    status = models.PositiveSmallIntegerField(choices=_STATUSES)
    payment_from = models.PositiveSmallIntegerField(null=True, choices=_STATUSES)  # where 6 was entered from
    withdrawal_from = models.PositiveSmallIntegerField(null=True, choices=_STATUSES)  # where 7 was entered from
    was_accepted = models.BooleanField(default=False)
    step = models.CharField(max_length=60, blank=True)  # key of the process step it stands at
    assignee_id = models.BigIntegerField(null=True)  # account
    step_due_at = models.DateTimeField(null=True)

    submitted_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)  # R2.8: by when we answer
    estimated_at = models.DateTimeField(null=True)  # the result date as an estimate, before acceptance
    accepted_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)  # never changed once promised (R2.32)
    due_at = models.DateTimeField(null=True)  # projection of the last DueSet event; the event is the promise
    apology_due_at = models.DateTimeField(null=True)
    no_limit_reason = models.CharField(max_length=200, blank=True)  # nine real procedures publish no limit
    completed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    acts = models.IntegerField(default=0)  # grows with every act: an officer acting on an older page is told

    objects = VisibleDossiers.as_manager()

    class Meta:
        db_table = "dossier"
        indexes = [models.Index(fields=["committee_id", "-submitted_at"], name="dossier_newest")]
        constraints = [
            models.CheckConstraint(
                name="dossier_accepted_has_due_or_reason",
                condition=Q(accepted_at__isnull=True)
                | Q(due_at__isnull=False, no_limit_reason="")
                | (Q(due_at__isnull=True) & ~Q(no_limit_reason="")),
            ),
            models.CheckConstraint(name="dossier_channel", condition=Q(channel__in=[1, 2, 3])),
            models.CheckConstraint(name="dossier_status", condition=Q(status__range=(1, 10))),
        ]


class DossierCode(models.Model):
    """Every code a dossier was ever known by finds it."""

    code = models.CharField(max_length=50, primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=10)  # local | national | chain | old
    since = models.DateTimeField()

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "dossier_code"


class Party(models.Model):
    """Somebody in a dossier. Facts attach to the party: a person may have only a year of birth or no number yet.

    An organisation is a party with `organisation_id` and no person: the owner of what its account files, or the
    representative of the owner when it files for somebody. A person with an `organisation_id` acts for it: he is
    kept from handling the dossier as an officer, and does not see it as a private person. An organisation only
    named in the answers has neither id.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=15)  # submitter | owner | representative | subject
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    secrecy = models.SmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    keys = ArrayField(models.CharField(max_length=80), default=list)
    personal_number = models.CharField(max_length=35, blank=True)  # an organisation's: rules.organisation_code
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(max_length=5, default="day")
    phone = models.CharField(max_length=15, blank=True)
    email = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    mandate = models.JSONField(null=True)  # {kind, scope, until, proof}

    objects = Visible.as_manager()

    class Meta:
        db_table = "party"
        indexes = [
            models.Index(fields=["dossier"], name="party_dossier"),
            models.Index(
                fields=["personal_number"], name="party_number"
            ),  # whole: a kept plan cannot prove a part of it
            GinIndex(fields=["keys"], name="party_keys", fastupdate=False),
        ]


class Access(models.Model):
    """Who may see a dossier, and the work-list columns, in one projection kept by the services.

    One row per (dossier, scope) for units, per (dossier, person) for parties. `scope` is
    identity.rules.scope_of(unit, part, class). `until` null: for good (history decides who
    may read later); an opinion asked for three days ends. `is_turn`: it waits for this holder.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="access", db_index=False)
    scope = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    secrecy = models.SmallIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    persons = ArrayField(
        models.BigIntegerField(), default=list
    )  # and organisations, of all parties: their own are barred
    is_turn = models.BooleanField(default=False)
    status = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True)  # what the list is ordered by: answer_by before acceptance
    assignee_id = models.BigIntegerField(null=True)
    procedure = models.CharField(max_length=20)
    submitted_at = models.DateTimeField()

    objects = VisibleAccess.as_manager()

    class Meta:
        db_table = "dossier_access"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "scope"], condition=Q(scope__isnull=False), name="access_scope_once"
            ),
            models.UniqueConstraint(
                fields=["dossier", "person_id", "secrecy"],
                condition=Q(person_id__isnull=False),
                name="access_person_once",
            ),
            models.UniqueConstraint(
                fields=["dossier", "organisation_id", "secrecy"],
                condition=Q(organisation_id__isnull=False),
                name="access_organisation_once",
            ),
            models.CheckConstraint(
                name="access_of_somebody",
                condition=Q(scope__isnull=False) | Q(person_id__isnull=False) | Q(organisation_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier"], name="access_dossier"),  # all rows of one: written with every act
            models.Index(fields=["scope", "due_at", "dossier"], condition=Q(is_turn=True), name="access_turn"),
            models.Index(
                fields=["scope", "status", "due_at", "dossier"], condition=Q(status__in=[5, 6]), name="access_waiting"
            ),
            models.Index(fields=["scope", "-submitted_at", "dossier"], name="access_newest"),
            models.Index(
                fields=["person_id", "-submitted_at"], condition=Q(person_id__isnull=False), name="access_person"
            ),
            models.Index(
                fields=["organisation_id"], condition=Q(organisation_id__isnull=False), name="access_organisation"
            ),
        ]


class Answers(models.Model):
    """The answers of one class of secrecy: a confidential section is a row of its own, with its own readers.

    `values`: key -> {"value", "source", "at", "evidence", "confirmed"}. `raw` holds an opaque
    e-form of a portal dossier; both may be empty ("không có biểu mẫu").
    """

    pk = models.CompositePrimaryKey("dossier_id", "secrecy")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="answers")
    secrecy = models.SmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    raw = models.JSONField(null=True)

    objects = Visible.as_manager()

    class Meta:
        db_table = "dossier_answers"


class Component(models.Model):
    """One paper (thành phần) of a dossier and where it stands."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="components")
    key = models.CharField(max_length=60)
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=400)
    secrecy = models.SmallIntegerField(default=0)
    is_required = models.BooleanField()
    filled_by = models.CharField(max_length=12)  # file | eform | state_data | presented | nothing
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)

    objects = Visible.as_manager()

    class Meta:
        db_table = "dossier_component"
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="component_once")]


class Pause(models.Model):
    """A span in which the clock stands, for a reason of the procedure's own list (R2.27b)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    proof = models.CharField(max_length=200, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "dossier_pause"
        constraints = [models.UniqueConstraint(fields=["dossier"], condition=Q(until=None), name="pause_one_open")]


class Supplement(models.Model):
    """A request to complete a dossier (form 02): every component and field judged, once (R2.6, R2.7)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    ordinal = models.SmallIntegerField()
    number = models.CharField(max_length=40, blank=True)  # of form 02
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    deadline = models.DateField()
    needs_leader = models.BooleanField(default=False)  # waits for one, for either of the two reasons below
    repeats = models.BooleanField(default=False)  # asks for what was visible the first time
    is_late = models.BooleanField(default=False)  # handed back later after reception than R2.24 allows
    late_ground = models.CharField(max_length=500, blank=True)  # the special law that allows it, in the leader's words
    second_reason = models.CharField(max_length=500, blank=True)  # the leader's; the request is sent with it
    second_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)  # null: waits for the leader's reason
    changed = models.JSONField(default=list)  # what the citizen changed: [[kind, key], ...]
    completed_at = models.DateTimeField(null=True)  # the citizen's; the clock runs again from here
    confirmed_at = models.DateTimeField(null=True)  # the officer's
    lapsed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "supplement"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "ordinal"], name="supplement_once"),
            models.CheckConstraint(  # R2.24: never silently
                name="supplement_late_names_its_law",
                condition=Q(sent_at__isnull=True) | Q(is_late=False) | ~Q(late_ground=""),
            ),
        ]


class SupplementItem(models.Model):
    """The judgement of one component or field in a supplement request."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="items")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # field | component
    key = models.CharField(max_length=80)
    label = models.CharField(max_length=400)
    secrecy = models.SmallIntegerField(default=0)
    concerns = models.JSONField(default=list)  # for a component: the file field that fills it
    is_good = models.BooleanField()
    reason = models.CharField(max_length=60, blank=True)  # key of a common defect or of the general list
    message = models.CharField(max_length=1000, blank=True)  # one sentence of what to do

    objects = Visible.as_manager()

    class Meta:
        db_table = "supplement_item"
        constraints = [
            models.UniqueConstraint(fields=["supplement", "kind", "key"], name="supplement_item_once"),
            models.CheckConstraint(name="supplement_bad_says_why", condition=Q(is_good=True) | ~Q(message="")),
        ]


class Withdrawal(models.Model):
    """A citizen asked to stop; the office grants or refuses (R2.41, R2.42)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="withdrawals")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "withdrawal"
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(decided_at=None), name="withdrawal_one_open")
        ]


class Verification(models.Model):
    """A check outside the office, with the officer's own date for it."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="verifications")
    what = models.CharField(max_length=500)
    where = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    expected_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=1000, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "verification"


class Handover(models.Model):
    """One hand-over between steps: a line of the control slip (R2.20)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="handovers")
    ordinal = models.IntegerField()
    kind = models.CharField(max_length=10)  # forward | back | recall
    from_step = models.CharField(max_length=60, blank=True)
    to_step = models.CharField(max_length=60)
    from_unit_id = models.IntegerField()
    to_unit_id = models.IntegerField()
    from_account_id = models.BigIntegerField(null=True)
    to_account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    taken_up_at = models.DateTimeField(null=True)  # once the receiver acted, it cannot be recalled
    undone_at = models.DateTimeField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "handover"
        constraints = [models.UniqueConstraint(fields=["dossier", "ordinal"], name="handover_once")]


class Result(models.Model):
    """What the office decided: a grant with its data, or a refusal on the merits with the way to complain."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="result")
    is_refusal = models.BooleanField()
    secrecy = models.SmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    reason = models.CharField(max_length=2000, blank=True)
    legal_basis = models.CharField(max_length=500, blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    signer = models.JSONField(default=dict)  # name, title, capacity as printed
    number = models.CharField(max_length=60, blank=True)
    attachment_id = models.BigIntegerField(null=True)

    objects = Visible.as_manager()

    class Meta:
        db_table = "dossier_result"


class BookEntry(models.Model):
    """A number reserved in a book: forms 01 and 02, decisions going out (unit, register, year)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    register = models.CharField(max_length=30)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    text = models.CharField(max_length=60)  # as printed: 05/TNHS
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="book_entries")
    reserved_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "book_entry"
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "register", "year", "number"], name="book_number_once")
        ]


class Slip(models.Model):
    """A printed form of a dossier (01, 02, 03): the data it was made from and the file, by template generation."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="slips")
    form = models.CharField(max_length=10)
    generation = models.CharField(max_length=20)
    number = models.CharField(max_length=60, blank=True)
    data = models.JSONField()
    made_at = models.DateTimeField()

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "slip"


class SubmissionKey(models.Model):
    """A whole dossier sent by a program under a key of its own: sent again, it leads to the same dossier.

    `fingerprint` is the SHA-256 of what was sent, so that a key used for something else is noticed.
    """

    pk = models.CompositePrimaryKey("account_id", "key")
    account_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    draft_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "submission_key"


# Models that stand in files of their own belong to the app as well.
from motcua.dossiers.models_extension import Extension as Extension  # noqa: E402
