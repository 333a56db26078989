"""Notices in an account, how each reached its people, the calls officers make, and words of a committee's own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.platform.ids import new_id


class Notice(models.Model):
    """One message to one person or organisation about one dossier; the words come from the template of `code`.

    An organisation has one box for all its representatives: read by one is read.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    dossier_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)  # `heading`, `sentence`: the committee's own words of that day, if any
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=120, unique=True)  # the same news is never told twice

    class Meta:
        db_table = "notice"
        indexes = [
            models.Index(fields=["person_id", "-at"], name="notice_of_person"),
            models.Index(
                fields=["organisation_id", "-at"],
                condition=Q(organisation_id__isnull=False),
                name="notice_of_organisation",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id__isnull=True) ^ Q(organisation_id__isnull=True), name="notice_to_one"
            )
        ]


class Delivery(models.Model):
    """One piece of news on its way to one receiver over one channel, and what became of it: work and record in one.

    The words are those of the day it was told; of a confidential dossier they name nothing but its code. `address`
    is what the person typed. `instead`: the call to make should the mail not arrive ({name, phone, text, urgent}).
    `together_id`: the first of the deliveries that went in one mail, and the mail's Message-ID.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    notice_id = models.BigIntegerField(null=True)
    dossier_id = models.BigIntegerField()
    committee_id = models.IntegerField()
    secrecy = models.SmallIntegerField(default=0)
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=15)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=120, blank=True)
    dossier_code = models.CharField(max_length=50)
    heading = models.CharField(max_length=300)
    text = models.CharField(max_length=3000, blank=True)
    is_urgent = models.BooleanField(default=False)
    instead = models.JSONField(null=True)
    at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    together_id = models.BigIntegerField(null=True)
    is_again = models.BooleanField(default=False)  # an administrator sends it once more: the same mail, the same id
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    once = models.CharField(max_length=160, unique=True)

    class Meta:
        db_table = "delivery"
        constraints = [
            models.CheckConstraint(name="delivery_channel", condition=Q(channel__in=["account", "email", "call"])),
            models.CheckConstraint(
                name="delivery_state",
                condition=Q(channel="account", state__in=["told", "read"])
                | Q(channel="email", state__in=["waiting", "claimed", "handing", "sent", "dead", "unclear"])
                | Q(
                    channel="call",
                    state__in=["waiting", "reached", "wrong_number", "given_up", "overtaken", "unneeded"],
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier_id", "at"], name="delivery_of_dossier"),
            models.Index(fields=["notice_id"], name="delivery_of_notice"),
            models.Index(
                fields=["not_before"],
                condition=Q(channel="email", state__in=["waiting", "claimed", "handing"]),
                name="delivery_to_send",
            ),
            models.Index(fields=["dossier_id"], condition=Q(channel="call", state="waiting"), name="delivery_to_call"),
            models.Index(
                fields=["committee_id"],
                condition=Q(channel="email", state__in=["dead", "unclear"]),
                name="delivery_not_sent",
            ),
        ]


class CallTry(models.Model):
    """One call an officer made for a delivery, and what came of it; never changed."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    account_id = models.BigIntegerField()
    by = models.CharField(max_length=200)  # name and post, as the citizen may read them
    outcome = models.CharField(max_length=15)
    note = models.CharField(max_length=500, blank=True)
    again_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "call_try"
        constraints = [
            models.CheckConstraint(
                name="call_outcome",
                condition=Q(outcome__in=["reached", "no_answer", "wrong_number", "call_back"]),
            )
        ]


class Wording(models.Model):
    """The words one committee gives a notice from a day on, instead of the shipped ones; the newest in force holds."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    committee_id = models.IntegerField()
    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    heading = models.CharField(max_length=200)
    sentence = models.CharField(max_length=500)
    call = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=300)
    mark = models.CharField(max_length=2)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "notice_wording"
        indexes = [models.Index(fields=["committee_id", "code", "-valid_from"], name="wording_in_force")]
