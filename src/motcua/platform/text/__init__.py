"""Vietnamese text, alike in forms, in search and in tests: pure functions, no database, no settings."""

from .collation import name_sort_key, sort_key
from .contacts import Phone, email_ok, phone
from .dates import date_in_words, date_vi, instant_vi, weekday_vi
from .folding import fold, name_keys, name_query_keys, nfc, with_plain_signs
from .identifiers import is_personal_number, mask_personal_number, personal_number_warnings, tax_code_ok
from .names import is_person_name, title_name
from .numbers import in_words, money, number

__all__ = [
    "Phone",
    "date_in_words",
    "date_vi",
    "email_ok",
    "fold",
    "in_words",
    "instant_vi",
    "is_person_name",
    "is_personal_number",
    "mask_personal_number",
    "money",
    "name_keys",
    "name_query_keys",
    "name_sort_key",
    "nfc",
    "number",
    "personal_number_warnings",
    "phone",
    "sort_key",
    "tax_code_ok",
    "title_name",
    "weekday_vi",
    "with_plain_signs",
]
