"""Files: bytes by their hash, and the attachments that are the only way to them."""

from __future__ import annotations

from django.db import models

from motcua.platform.ids import new_id


class Blob(models.Model):
    """Bytes on the disk, named by their SHA-256. Knowing a hash opens nothing: access goes through attachments."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.IntegerField()
    content_type = models.CharField(max_length=60)
    pages = models.SmallIntegerField(default=1)
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "blob"


class Attachment(models.Model):
    """A file in its place: of a draft or a dossier, filling one slot (a file field or component), in page order."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    holder_kind = models.CharField(max_length=10)  # draft | dossier | plan
    holder_id = models.BigIntegerField()
    slot = models.CharField(max_length=80)
    order = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=12, default="component")  # component | form | result | scan | paper
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments")
    file_name = models.CharField(max_length=160)
    # Facts of the bytes, repeated: bytes never change, and a list that asks the blob would have the database judge
    # every attachment that shares it.
    size = models.IntegerField()
    content_type = models.CharField(max_length=60)
    pages = models.SmallIntegerField(default=1)
    secrecy = models.SmallIntegerField(default=0)
    is_public_to_parties = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)  # account
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attachment"
        indexes = [models.Index(fields=["holder_kind", "holder_id"], name="attachment_holder")]


class Upload(models.Model):
    """A file arriving in pieces over a weak line: the server keeps how far it came, so it can go on later."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    holder_kind = models.CharField(max_length=10)
    holder_id = models.BigIntegerField()
    slot = models.CharField(max_length=80)
    file_name = models.CharField(max_length=160)
    size = models.IntegerField()  # as announced
    received = models.IntegerField(default=0)  # bytes so far: the next piece starts here
    begun_at = models.DateTimeField()
    attachment_id = models.BigIntegerField(null=True)  # once finished

    class Meta:
        db_table = "upload"
        indexes = [models.Index(fields=["account_id", "begun_at"], name="upload_of_account")]
