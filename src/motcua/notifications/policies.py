"""A notice is read by the person it was sent to, or by those who act for the organisation."""

from motcua.platform.security import SOMEBODY, Table

TABLES = [Table("notice", read="person_id = app_person() OR organisation_id = app_organisation()", insert=SOMEBODY)]
