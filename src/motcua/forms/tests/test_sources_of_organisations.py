"""What an organisation's account says reads differently from what a person's says, and officers read it shorter."""

from __future__ import annotations

from motcua.forms.engine.sources import badge_of
from motcua.forms.engine.values import ORGANISATION_ACCOUNT, SIGN_IN, TYPED, Value


def test_the_words_name_the_account_of_the_organisation():
    told = Value("Công ty Mẫu", SIGN_IN, None, ORGANISATION_ACCOUNT)
    assert badge_of(None, told) == ("identity", "Lấy từ tài khoản định danh tổ chức")
    assert badge_of(None, told, for_officer=True) == ("identity", "Định danh tổ chức")


def test_a_persons_own_account_and_a_typed_name_keep_the_usual_words():
    assert badge_of(None, Value("Lê Thu Trang", SIGN_IN, None, "vneid")) == ("identity", "")
    assert badge_of(None, Value("Công ty Mẫu", TYPED, None, ORGANISATION_ACCOUNT)) == ("declared", "")
