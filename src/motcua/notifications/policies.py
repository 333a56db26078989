"""A notice is read by the person it was sent to."""

from motcua.platform.security import SOMEBODY, Table

TABLES = [Table("notice", read="person_id = app_person()", insert=SOMEBODY)]
