"""Drafts: resumed on any device, numbered patches, locked values, a new version, an end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.forms import queries, services
from motcua.forms.engine import Value
from motcua.forms.models import Draft, DraftPatch
from motcua.forms.tests.support import CONTEXT, NOW, PERSON, Known, form, form_of, post
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
OTHER = Person(account_id=99, kind="citizen", person_id=98, full_name="Người Khác")
MADE = form("""
groups:
  - key: who
    title: Bạn
    fields:
      - {key: me, label: Họ và tên, type: person_name, required: true, fact: applicant.full_name,
         fill_from: [sign_in, applicant], locked_when_filled_from: [sign_in], mark: P}
      - {key: phone, label: Số điện thoại, type: phone, required: true, fact: applicant.phone,
         fill_from: [earlier_dossier, applicant], mark: P}
      - {key: note, label: Ghi chú, type: text, mark: P}
  - key: child
    title: Con
    fields:
      - {key: name, label: Tên con, type: person_name, required: true, mark: P}
      - {key: born, label: Ngày sinh, type: date, required: true, mark: P}
""")
KNOWN = Known(sign_in={"applicant.full_name": "VÀNG A PÓ"}, remembered={"applicant.phone": "0912000412"})


def begin(who=PERSON, *, made=MADE, known=KNOWN, **more):
    facts = {"unit_id": 3, "subject": "1.000001", "version_id": 10, "form": made, "facts": known, "now": NOW}
    return services.open_draft(who, **{**facts, **more})


def save(draft, group_key="who", *, version=None, who=PERSON, now=LATER, seconds=0, made=MADE, **boxes):
    return services.save_group(
        who, draft.id, form=made, group_key=group_key, posted=post(**boxes), context=CONTEXT,
        version=draft.version if version is None else version, now=now, seconds=seconds,
    )  # fmt: skip


def touch(draft, changed, *, version=None, now=LATER, **boxes):
    return services.save_field(
        PERSON, draft.id, form=MADE, changed=[changed], posted=post(**boxes), context=CONTEXT,
        version=draft.version if version is None else version, now=now, seconds=4,
    )  # fmt: skip


# --- opening -----------------------------------------------------------------------------------


def test_a_new_draft_has_what_the_state_knows_and_offers_what_was_once_said():
    draft = begin(signed_in_at=NOW - timedelta(minutes=1))
    assert draft.answers == {
        "me": Value("VÀNG A PÓ", "sign_in", NOW, "sign-in 1"),
        "phone": Value("0912000412", "earlier_dossier", NOW),
    }
    assert (draft.version, draft.is_open, draft.signed_in_at) == (0, True, NOW - timedelta(minutes=1))


def test_coming_back_opens_the_unfinished_draft():
    first = begin()
    save(first, name="", phone="0912000412", note="dở dang")
    again = begin(now=LATER, version_id=11)
    assert again.id == first.id
    assert again.answers["note"].value == "dở dang"
    assert again.version_id == 10  # the caller sees that a rebase is due


def test_another_unit_another_procedure_or_another_person_is_another_draft():
    ids = {begin().id, begin(unit_id=4).id, begin(subject="1.000002").id, begin(OTHER).id}
    assert len(ids) == 4


def test_a_second_draft_of_the_same_procedure_is_only_for_somebody_else_and_five_at_most():
    own = begin()
    others = [begin(is_for_other=True) for _ in range(5)]
    assert len({own.id, *(d.id for d in others)}) == 6
    with pytest.raises(services.TooManyDrafts) as refused:
        begin(is_for_other=True)
    assert refused.value.facts["most"] == 5
    assert Draft.objects.count() == 6
    services.close(PERSON, others[0].id, reason="Bạn đã bỏ bản nháp này.", now=LATER)
    assert begin(is_for_other=True).is_for_other


def test_after_the_end_of_one_draft_a_new_one_begins():
    first = begin()
    services.mark_submitted(PERSON, first.id, now=LATER)
    second = begin(now=LATER)
    services.close(PERSON, second.id, reason="Thủ tục đã bãi bỏ.", now=LATER)
    assert len({first.id, second.id, begin().id}) == 3


def test_nobody_reads_or_writes_somebody_elses_draft():
    draft = begin()
    with pytest.raises(NotFound):
        queries.draft(OTHER, draft.id)
    for attempt in (
        lambda: save(draft, who=OTHER, note="x"),
        lambda: services.close(OTHER, draft.id, reason="x", now=LATER),
        lambda: services.mark_submitted(OTHER, draft.id, now=LATER),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.my_drafts(OTHER) == []
    assert queries.draft(PERSON, draft.id).answers == draft.answers


def test_an_officer_at_the_counter_types_for_others_without_a_limit_and_without_his_own_facts():
    officer = Person(account_id=5, kind="officer", person_id=6, full_name="Vũ Thị Thu Hà")
    drafts = [begin(officer, is_for_other=True) for _ in range(7)]
    assert len({draft.id for draft in drafts}) == 7
    assert all(draft.answers == {} for draft in drafts)


def test_a_screen_that_is_none_is_not_found():
    with pytest.raises(NotFound):
        save(begin(), "nowhere", note="x")


def test_a_page_that_claims_a_wild_number_does_not_run_away_with_it():
    draft = begin()
    assert save(draft, phone="0912000412", version=10**12).version == 1001
    assert save(draft, phone="0912000413", version=-5).parsed.answered_elsewhere == ("phone",)


# --- saving ------------------------------------------------------------------------------------


def test_a_screen_is_kept_as_one_numbered_patch_for_each_changed_field():
    draft = begin()
    saved = save(draft, phone="0912000412", note="a", seconds=31)
    assert saved.version == 2
    assert list(DraftPatch.objects.order_by("sequence").values_list("sequence", "key", "source", "seconds")) == [
        (1, "phone", "earlier_dossier", 16), (2, "note", "applicant", 15),
    ]  # fmt: skip
    kept = queries.draft(PERSON, draft.id)
    assert kept.answers["phone"].confirmed_by == PERSON.account_id
    assert (kept.position, kept.touched_at, kept.version) == ("who", LATER, 2)


def test_saving_the_same_again_writes_no_patch():
    draft = begin()
    saved = save(draft, phone="0912000412", note="a")
    again = save(draft, phone="0912000412", note="a", version=saved.version)
    assert (again.version, DraftPatch.objects.count()) == (2, 2)


def test_what_is_right_is_kept_although_the_screen_has_faults():
    saved = save(begin(), phone="12", note="giữ")
    assert [f.code for f in saved.parsed.faults] == ["phone_length"]
    assert saved.answers["note"].value == "giữ"


def test_a_locked_value_survives_whatever_is_posted():
    draft = begin()
    saved = save(draft, me="Kẻ Khác", phone="0912000412")
    assert saved.answers["me"] == draft.answers["me"]
    assert [f.code for f in saved.parsed.faults] == ["locked_changed"]


def test_time_away_from_the_page_is_not_time_spent_on_it():
    save(begin(), phone="0912000412", note="a", seconds=10**9)
    assert sum(DraftPatch.objects.values_list("seconds", flat=True)) == 30 * 60


def test_a_closed_draft_takes_nothing_more_and_keeps_what_it_had():
    draft = begin()
    services.close(PERSON, draft.id, reason="Thủ tục này đã bãi bỏ từ 01/12/2026.", now=LATER)
    with pytest.raises(services.DraftClosed) as refused:
        save(draft, phone="0912000412")
    assert refused.value.facts["reason"] == "Thủ tục này đã bãi bỏ từ 01/12/2026."
    kept = queries.draft(PERSON, draft.id)
    assert (kept.is_open, kept.answers) == (False, draft.answers)
    assert DraftPatch.objects.count() == 0


# --- two devices -------------------------------------------------------------------------------


def test_two_devices_that_fill_different_fields_lose_nothing():
    draft = begin()
    save(draft, "child", name="An")
    save(draft, "who", phone="0912000412", note="b")  # both pages were drawn at version 0
    answers = queries.draft(PERSON, draft.id).answers
    assert {answers["name"].value, answers["note"].value} == {"An", "b"}


def test_an_older_page_does_not_overwrite_a_newer_answer_and_is_told_it():
    draft = begin()
    touch(draft, "note", note="mới")
    saved = save(draft, phone="0912000412", note="cũ")
    (told,) = saved.parsed.stops
    assert (told.code, told.name) == ("changed_elsewhere", "note")
    assert told.message == (
        "Ghi chú vừa được sửa trên máy khác, nay là «mới». Đúng thì bấm Tiếp tục, chưa đúng thì điền lại."
    )
    assert saved.parsed.answered_elsewhere == ("note",)
    assert saved.answers["note"].value == "mới"
    assert saved.answers["phone"].confirmed_by  # the rest of the screen is kept
    resolved = save(draft, phone="0912000412", note="cũ", version=saved.version)
    assert resolved.answers["note"].value == "cũ"


def test_two_pages_that_say_the_same_do_not_quarrel():
    draft = begin()
    touch(draft, "note", note="như nhau")
    assert save(draft, phone="0912000412", note="như nhau").parsed.stops == ()


def test_a_late_answer_of_a_weak_line_does_not_overwrite_a_newer_one():
    draft = begin()
    newer = touch(draft, "note", note="sau", version=1)  # the second try was numbered 2 …
    late = touch(draft, "note", note="trước", version=0)  # … and arrived before the first
    assert late.answers["note"].value == "sau"
    assert late.version == newer.version == 2
    assert list(DraftPatch.objects.values_list("sequence", flat=True)) == [2]


def test_numbers_of_patches_never_repeat_when_devices_mix():
    draft = begin()
    for number, (key, value) in enumerate([("note", "a"), ("name", "An"), ("note", "b"), ("name", "Bình")]):
        touch(draft, key, version=number // 2 * 2, **{key: value})
    sequences = list(DraftPatch.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == sorted(set(sequences))
    answers = queries.draft(PERSON, draft.id).answers
    assert (answers["note"].value, answers["name"].value) == ("b", "Bình")


# --- autosave ----------------------------------------------------------------------------------


def test_autosave_keeps_one_field_and_its_seconds():
    draft = begin()
    saved = touch(draft, "born-year", born__day="1", born__month="2", born__year="2020")
    assert saved.answers["born"].value == "2020-02-01"
    assert DraftPatch.objects.get().seconds == 4
    assert DraftPatch.objects.get().value["value"] == "2020-02-01"


def test_autosave_of_half_a_date_keeps_nothing_and_asks_for_nothing_else():
    draft = begin()
    saved = touch(draft, "born-day", born__day="1")
    assert (saved.version, [f.code for f in saved.parsed.faults]) == (0, ["date_incomplete"])


def test_autosave_of_a_name_that_is_no_field_is_ignored():
    draft = begin()
    assert touch(draft, "csrfmiddlewaretoken", csrfmiddlewaretoken="x").version == 0


def test_clearing_a_box_is_a_patch_too():
    draft = begin()
    saved = touch(draft, "note", note="a")
    cleared = touch(draft, "note", note="", version=saved.version)
    assert "note" not in cleared.answers
    assert DraftPatch.objects.get(sequence=2).value == {"value": None}


# --- locked values -----------------------------------------------------------------------------


def test_a_person_may_say_that_a_locked_value_is_wrong_and_go_on():
    draft = begin()
    told = services.dispute(PERSON, draft.id, form=MADE, key="me", says="  Tên tôi là\nVàng A Pó  ", now=LATER)
    assert (told.answers["me"].value, told.answers["me"].disputed) == ("VÀNG A PÓ", "Tên tôi là Vàng A Pó")
    assert DraftPatch.objects.get().source == "disputed"
    taken_back = services.dispute(PERSON, draft.id, form=MADE, key="me", says="", now=LATER)
    assert taken_back.answers["me"] == draft.answers["me"]
    for key in ("phone", "note", "nowhere"):
        with pytest.raises(Invalid):
            services.dispute(PERSON, draft.id, form=MADE, key=key, says="x", now=LATER)


def test_what_sign_in_says_now_is_taken_over_on_request():
    draft = begin()
    now = Known(sign_in={"applicant.full_name": "VÀNG A PÁO"}).sign_in(PERSON)
    changed = services.relock(PERSON, draft.id, form=MADE, sign_in=now, now=LATER)
    assert changed.answers["me"].value == "VÀNG A PÁO"
    assert services.relock(PERSON, draft.id, form=MADE, sign_in=now, now=LATER).version == changed.version


# --- a new version, the end --------------------------------------------------------------------

NEWER = form_of(
    "key: me, label: Họ và tên, type: person_name, fact: applicant.full_name, fill_from: [sign_in],"
    " locked_when_filled_from: [sign_in]",
    "key: number, label: Số định danh, type: personal_number, fact: applicant.personal_number, fill_from: [sign_in]",
    "key: born, label: Ngày sinh, type: date",
)


def rebase(draft, known=KNOWN):
    return services.rebase_draft(PERSON, draft.id, old_form=MADE, new_form=NEWER, version_id=11, facts=known, now=LATER)


def test_a_draft_moves_to_the_new_version_tells_what_changed_and_fills_what_is_new():
    draft = begin()
    save(draft, phone="0912000412", note="mất chỗ")
    known = Known(sign_in={"applicant.full_name": "VÀNG A PÓ", "applicant.personal_number": "030197000412"})
    moved = rebase(draft, known)
    assert (moved.version_id, moved.position) == (11, "")
    assert moved.answers.keys() == {"me", "number", "phone@10", "note@10"}
    assert moved.answers["number"].source == "sign_in"
    assert "Không còn hỏi «Ghi chú». Điều bạn đã khai được giữ riêng và không gửi đi." in moved.changes
    assert queries.my_drafts(PERSON)[0].changes == moved.changes
    assert rebase(draft).changes == moved.changes  # already there: nothing is said twice
    assert services.moved_since(PERSON, draft.id, version=moved.version - 1) == services.Moved((), moved.version)
    services.mark_changes_seen(PERSON, draft.id)
    assert queries.draft(PERSON, draft.id).changes == ()


def test_after_submission_patches_keep_key_time_source_and_seconds_but_no_value():
    draft = begin()
    save(draft, phone="0912000412", note="bí mật", seconds=10)
    services.mark_submitted(PERSON, draft.id, now=LATER)
    kept = queries.draft(PERSON, draft.id)
    assert (kept.submitted_at, kept.answers, kept.is_open) == (LATER, {}, False)
    assert list(DraftPatch.objects.order_by("sequence").values_list("key", "at", "source", "seconds", "value")) == [
        ("phone", LATER, "earlier_dossier", 5, None), ("note", LATER, "applicant", 5, None),
    ]  # fmt: skip
    assert "bí mật" not in str(list(Draft.objects.values()) + list(DraftPatch.objects.values()))
    with pytest.raises(services.DraftClosed):
        services.mark_submitted(PERSON, draft.id, now=LATER)


def test_all_drafts_of_an_abolished_procedure_are_closed_at_once_with_a_word():
    mine, theirs, elsewhere = begin(), begin(OTHER), begin(unit_id=8)
    done = begin(subject="1.000002")
    assert services.close_all(subject="1.000001", reason="Đã bãi bỏ.", now=LATER, unit_ids=[3]) == 2
    assert services.close_all(subject="1.000001", reason="Đã bãi bỏ.", now=LATER) == 1
    for draft, who in ((mine, PERSON), (theirs, OTHER), (elsewhere, PERSON)):
        kept = queries.draft(who, draft.id)
        assert (kept.closed_reason, kept.answers) == ("Đã bãi bỏ.", draft.answers)
    assert queries.draft(PERSON, done.id).is_open


def test_the_newest_draft_comes_first():
    first, second = begin(), begin(subject="1.000002", now=LATER)
    assert [row.id for row in queries.my_drafts(PERSON)] == [second.id, first.id]
    save(first, phone="0912000412", now=LATER + timedelta(minutes=1))
    assert [row.id for row in queries.my_drafts(PERSON)] == [first.id, second.id]


# --- queries -----------------------------------------------------------------------------------


def test_the_number_of_queries_is_fixed(django_assert_num_queries):
    savepoint = 2  # inside a request's transaction: SAVEPOINT and RELEASE
    with django_assert_num_queries(3 + savepoint):  # look, insert, look
        draft = begin()
    with django_assert_num_queries(1 + savepoint):
        begin()
    with django_assert_num_queries(3 + savepoint):  # lock, count, insert
        begin(is_for_other=True)
    for boxes in ({"phone": "0912000412", "note": "a"}, {"phone": "0912000413", "note": "b", "me": "x"}):
        with django_assert_num_queries(4 + savepoint):  # lock, last patches, insert, update
            draft = queries_after(draft, boxes)
    with django_assert_num_queries(4 + savepoint):
        touch(draft, "note", note="c", version=50)
    with django_assert_num_queries(2 + savepoint):  # nothing changed: lock, update
        touch(draft, "note", note="c", version=60)
    with django_assert_num_queries(1):
        queries.my_drafts(PERSON)
    with django_assert_num_queries(1):
        queries.draft(PERSON, draft.id)
    with django_assert_num_queries(3 + savepoint):
        services.mark_submitted(PERSON, draft.id, now=LATER)


def queries_after(draft, boxes):
    saved = save(draft, **boxes)
    return type(draft)(**{**vars(draft), "version": saved.version})


def test_what_was_changed_after_a_page_was_drawn_is_named_once_and_a_sent_draft_tells_its_end():
    draft = begin()
    seen = save(draft, phone="0912000412").version
    then = save(draft, version=seen, phone="0912000413", note="một").version
    save(draft, version=then, phone="0912000413", note="hai")
    moved = services.moved_since(PERSON, draft.id, version=seen)
    assert set(moved.keys) == {"phone", "note"}
    assert len(moved.keys) == 2
    assert services.moved_since(PERSON, draft.id, version=moved.version) == services.Moved((), moved.version)
    services.close(PERSON, draft.id, reason="Bạn đã bỏ bản nháp này.", now=LATER)
    with pytest.raises(services.DraftClosed):
        services.moved_since(PERSON, draft.id, version=seen)
