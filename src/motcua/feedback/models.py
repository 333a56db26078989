"""How people rate the handling of their dossiers. Services and the named functions are the only writers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.dossiers.access import VisibleThroughDossier
from motcua.platform.ids import new_id


class Rating(models.Model):
    """One rating of one dossier after its end, by somebody of it: the answer to one question, and a free text.

    `way`: account (signed in) or code (the code and the end of a phone number). `committee_id` is the dossier's.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.OneToOneField("dossiers.Dossier", models.CASCADE, related_name="rating")
    committee_id = models.IntegerField()
    way = models.CharField(max_length=10)
    account_id = models.BigIntegerField(null=True)  # who gave it, when signed in
    score = models.PositiveSmallIntegerField()  # 1 worst to 5 best
    text = models.CharField(max_length=1000, blank=True)
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)  # account

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "rating"
        indexes = [models.Index(fields=["committee_id", "score", "-given_at"], name="rating_of_committee")]
        constraints = [
            models.CheckConstraint(name="rating_five_steps", condition=Q(score__range=(1, 5))),
            models.CheckConstraint(name="rating_way", condition=Q(way__in=["account", "code"])),
            models.CheckConstraint(
                name="rating_answered_in_words", condition=Q(answered_at__isnull=True) | ~Q(answer="")
            ),
        ]


class RatedOfficer(models.Model):
    """An officer who received or handled a rated dossier, and how he was rated; `score` null: nothing was said of him.

    There is a row for each of them, so that everybody finds the ratings of his own dossiers.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    rating = models.ForeignKey(Rating, models.CASCADE, related_name="officers")
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+")
    account_id = models.BigIntegerField()
    label = models.CharField(max_length=200)  # name and title as they stood in the event, and on the slip
    part = models.CharField(max_length=10)  # received | handled
    score = models.PositiveSmallIntegerField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "rated_officer"
        indexes = [models.Index(fields=["account_id"], name="rated_officer_account")]
        constraints = [
            models.UniqueConstraint(fields=["rating", "account_id"], name="rated_officer_once"),
            models.CheckConstraint(
                name="rated_officer_five_steps", condition=Q(score__isnull=True) | Q(score__range=(1, 5))
            ),
        ]


class Review(models.Model):
    """A request to look at a dossier again; closed with an answer, it changes nothing by itself. Once a rating."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    rating = models.OneToOneField(Rating, models.CASCADE, related_name="review")
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=1000)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)  # account

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "rating_review"
        constraints = [
            models.CheckConstraint(
                name="review_answered_in_words", condition=Q(answered_at__isnull=True) | ~Q(answer="")
            )
        ]
