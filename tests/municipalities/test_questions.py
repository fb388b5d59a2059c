"""Names that wait for a person: asked once, answered once, taken back."""

import datetime as dt

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent
from common.moves import Refused
from municipalities.actions.questions import Asked, ask_names
from municipalities.actions.verdicts import decide_name, undo_verdict
from municipalities.models import (
    LocalGovernment,
    NameQuestion,
    NameSighting,
    NameVariant,
    PartnerListEntry,
    Partnership,
)
from municipalities.names import load_resolver
from municipalities.names.differences import differences
from tests import factories as f
from tests.municipalities.test_partner_list import REVIEW, run_import

DAY = dt.date(2026, 4, 1)


def asked(written, prefecture="", where="連携.xlsx 2行目", on=DAY, line=""):
    return Asked(written, prefecture, on, where, line, load_resolver().resolve(written, prefecture, on=on))


def ask(*rows, by=None):
    return ask_names(asked=rows, by=by)


@pytest.fixture
def iwate(nishiwaga):
    return nishiwaga.prefecture


@pytest.fixture
def question(nishiwaga):
    """西和賀村, which is 西和賀町 or nothing."""
    (question,) = ask(asked("西和賀村", "岩手県", line="西和賀村,姉妹都市"))
    return question


# --- Asking -------------------------------------------------------------------------------------------


def test_several_lines_ask_one_question(nishiwaga, iwate):
    found = ask(
        asked("西和賀村", "岩手県", "連携.xlsx 2行目", line="西和賀村,姉妹都市"),
        asked(" 西和賀村", "岩手", "連携.xlsx 9行目"),
        asked("どこか町", "岩手県", "連携.xlsx 10行目"),
    )

    assert [(one.written, one.prefecture, one.verdict) for one in found] == [
        ("西和賀村", iwate, "review"),
        ("どこか町", iwate, "unknown"),
    ]
    assert found[0].candidates == [nishiwaga.pk]
    assert "市・町・村などの別" in found[0].reason
    assert list(found[0].sightings.values_list("where", "line")) == [
        ("連携.xlsx 2行目", "西和賀村,姉妹都市"),
        ("連携.xlsx 9行目", ""),
    ]


def test_the_same_line_twice_is_one(question, secretariat):
    before = list(NameQuestion.objects.values())

    again = ask(asked("西和賀村", "岩手県", line="西和賀村,姉妹都市"), by=secretariat)

    assert again == [question]
    assert list(NameQuestion.objects.values()) == before
    assert NameSighting.objects.count() == 1
    assert AuditEvent.objects.filter(verb="name.ask").count() == 1


def test_with_a_prefecture_and_without_are_two_questions(nishiwaga):
    assert len(ask(asked("西和賀村", "岩手県"), asked("西和賀村"))) == 2


@pytest.mark.parametrize(
    ("written", "prefecture"),
    [
        ("西和賀町", "岩手県"),  # sure
        ("", "岩手県"),
        ("西和賀町", "いわて線"),  # the file has to be corrected
        ("あ" * 61, "岩手県"),
        ("あ" * 101, "岩手県"),
    ],
)
def test_what_no_verdict_would_help_is_not_asked(nishiwaga, written, prefecture):
    assert ask(asked(written, prefecture)) == []
    assert not NameQuestion.objects.exists()


def test_what_was_decided_is_not_asked_again(question, secretariat):
    decide_name(question=question, body=None, reason="誤記", by=secretariat)

    assert ask(asked("西和賀村", "岩手県", "別の表.xlsx 3行目")) == []


def test_many_are_asked_in_few_statements(nishiwaga, django_assert_max_num_queries):
    rows = [asked("西和賀村", "岩手県")]
    resolution = rows[0].resolution
    rows += [rows[0]._replace(where=f"{n}行目", resolution=resolution) for n in range(500)]
    with django_assert_max_num_queries(12):
        ask(*rows)
    assert NameSighting.objects.count() == 501


# --- Deciding -----------------------------------------------------------------------------------------


def test_a_verdict_is_remembered_with_who_when_and_why(question, nishiwaga, iwate, secretariat):
    decide_name(question=question, body=nishiwaga, reason="", by=secretariat)

    question.refresh_from_db()
    assert (question.state, question.decided_by, question.answer) == (
        "decided",
        secretariat,
        "岩手県西和賀町",
    )
    variant = NameVariant.objects.get()
    assert question.variant == variant
    assert (variant.written, variant.prefecture, variant.kind, variant.body) == (
        "西和賀村",
        iwate,
        "verdict",
        nishiwaga,
    )
    assert (variant.decided_by, variant.reason) == (secretariat, "候補の岩手県西和賀町を選択")
    assert load_resolver().resolve("西和賀村", "岩手", on=DAY).code == "033669"
    event = AuditEvent.objects.get(verb="name.decide")
    assert (event.actor, event.summary) == (
        secretariat,
        "名称の照合「岩手県 西和賀村」：「岩手県西和賀町」と判断",
    )


def test_another_body_or_none_needs_a_reason(question, kagamino, secretariat):
    for body in (kagamino, None):
        with pytest.raises(Refused, match="理由を入力してください"):
            decide_name(question=question, body=body, reason=" ", by=secretariat)
    assert not NameVariant.objects.exists()

    decide_name(question=question, body=None, reason="村ではない", by=secretariat)

    found = load_resolver().resolve("西和賀村", "岩手県", on=DAY)
    assert (found.verdict, found.body) == ("unknown", None)
    assert "村ではない" in found.reason


def test_a_body_of_another_day_is_refused(question, secretariat, iwate):
    old = f.LocalGovernmentFactory(name="沢内村", prefecture=iwate, valid_to=dt.date(2015, 11, 1))

    with pytest.raises(Refused, match=r"令和8年4月1日.*の団体ではありません"):
        decide_name(question=question, body=old, reason="旧村", by=secretariat)


def test_who_decides_second_is_told(question, nishiwaga, secretariat, arakawa_staff):
    theirs = NameQuestion.objects.get(pk=question.pk)
    decide_name(question=question, body=nishiwaga, reason="", by=secretariat)

    with pytest.raises(Refused, match="すでに事務局 花子さんが「岩手県西和賀町」と判断しました"):
        decide_name(question=theirs, body=None, reason="誤記", by=arakawa_staff)
    assert NameVariant.objects.get().body == nishiwaga


def test_a_verdict_entered_by_hand_is_not_overwritten(question, nishiwaga, secretariat):
    f.NameVariantFactory(written="西和賀村", body=nishiwaga, kind="verdict", reason="手入力", decided_on=DAY)

    with pytest.raises(Refused, match="「名称の別表記・判断」に登録済み"):
        decide_name(question=question, body=None, reason="誤記", by=secretariat)


# --- Undoing ------------------------------------------------------------------------------------------


def test_undone_it_waits_again(question, nishiwaga, secretariat):
    decide_name(question=question, body=nishiwaga, reason="", by=secretariat)

    undo_verdict(question=question, by=secretariat)

    question.refresh_from_db()
    assert (question.state, question.variant, question.decided_by) == ("waiting", None, None)
    assert not NameVariant.objects.exists()
    assert AuditEvent.objects.get(verb="name.undo").data == {"reason": "候補の岩手県西和賀町を選択"}
    with pytest.raises(Refused, match="すでに取り消されています"):
        undo_verdict(question=question, by=secretariat)
    decide_name(question=question, body=None, reason="誤記", by=secretariat)


# --- The list of 2015 ---------------------------------------------------------------------------------


@pytest.fixture
def imported(source):
    run_import()


def of_list(written):
    return NameQuestion.objects.get(written=written)


def test_a_list_asks_for_what_it_leaves_open(imported):
    assert set(NameQuestion.objects.values_list("written", flat=True)) == {*REVIEW.split(), "稲毛市"}
    question = of_list("県新宮市")
    assert (str(question), question.on) == ("和歌山県 県新宮市", dt.date(2015, 8, 1))
    sighting = question.sightings.get()
    assert (sighting.where, sighting.line) == (
        "2015年の一覧（特別区連携市町村等一覧）1588行",
        "和歌山 県新宮市",
    )
    run_import()
    assert NameSighting.objects.count() == 11


def test_with_the_verdicts_of_the_reference_data_none_waits(source):
    call_command("loaddata", "facts/partner_list_2015_verdicts", verbosity=0)
    run_import()

    assert not NameQuestion.objects.exists()


def test_a_verdict_settles_the_list_and_undoing_opens_it_again(imported, secretariat):
    before = set(Partnership.objects.values_list("pk", flat=True))
    body = LocalGovernment.objects.get(code="075647")
    question = of_list("飯館村")

    decide_name(question=question, body=body, reason="", by=secretariat)

    entry = PartnerListEntry.objects.get(printed_name="飯館村")
    assert (entry.body, entry.verdict) == (body, "resolved")
    assert entry.partnership.evidence == "資料766行「福島県 飯館村」"
    assert Partnership.objects.count() == len(before) + 1
    assert run_import()["entries_written"] == 0

    undo_verdict(question=question, by=secretariat)

    entry.refresh_from_db()
    assert (entry.body, entry.partnership, entry.verdict) == (None, None, "review")
    assert set(Partnership.objects.values_list("pk", flat=True)) == before
    assert of_list("飯館村") == question
    assert run_import()["entries_written"] == 0


def test_undoing_keeps_a_tie_that_another_line_tells_of(imported, secretariat):
    """高畠市 and 高畠町 stand in the same list."""
    body = LocalGovernment.objects.get(code="063819")
    question = of_list("高畠市")
    tie = PartnerListEntry.objects.get(printed_name="高畠町").partnership
    decide_name(question=question, body=body, reason="", by=secretariat)
    assert PartnerListEntry.objects.get(printed_name="高畠町").duplicate_of.printed_name == "高畠市"

    undo_verdict(question=question, by=secretariat)

    entry = PartnerListEntry.objects.get(printed_name="高畠町")
    assert (entry.partnership, entry.duplicate_of) == (tie, None)


def test_undoing_is_refused_where_somebody_made_more_of_the_tie(imported, secretariat):
    question = of_list("飯館村")
    body = LocalGovernment.objects.get(code="075647")
    decide_name(question=question, body=body, reason="", by=secretariat)
    Partnership.objects.filter(partner=body).update(ward=LocalGovernment.objects.get(code="131181"))

    with pytest.raises(Refused, match="手が加えられています"):
        undo_verdict(question=question, by=secretariat)

    assert NameVariant.objects.filter(written="飯館村").exists()
    assert PartnerListEntry.objects.get(printed_name="飯館村").body == body


def test_no_such_body_is_noted_in_the_list(imported, secretariat):
    decide_name(question=of_list("津川村"), body=None, reason="新潟県に津川村はない", by=secretariat)

    entry = PartnerListEntry.objects.get(printed_name="津川村")
    assert (entry.verdict, entry.body) == ("unknown", None)
    assert "新潟県に津川村はない" in entry.reason


# --- What differs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "name", "told"),
    [
        ("飯館村", "飯舘村", "「館」が「舘」"),
        ("県みなべ町", "みなべ町", "「県」が余分"),
        ("美浦", "美浦村", "「村」が不足"),
        ("府中市", "府中市", "文字は同じ"),
    ],
)
def test_differences_are_told_letter_by_letter(written, name, told):
    found = differences(written, name)
    assert found.told == told
    assert "".join(piece.text for piece in found.written) == written
    assert "".join(piece.text for piece in found.name) == name
