"""What is changed of every record is kept, whoever and whatever writes it."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from accounts import history
from accounts.acting import SYSTEM, acting
from accounts.admin import ReadOnly, RecordedAdmin
from accounts.history_shown import in_a_line, shown
from accounts.models import Change, ChangeSeal, User
from bulletin.models import Thread, TopicReview
from bulletin.reviews.actions import write_topic
from common.db import AppendOnly
from municipalities.models import Partnership
from portal.models import Inquiry
from projects.models import Project, ProjectParty
from tests import factories as f

pytestmark = pytest.mark.django_db

Action = Change.Action
DAY = dt.date(2026, 4, 1)


def verify() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def latest(record) -> Change:
    return Change.objects.of(record).first()


# --- Which records ------------------------------------------------------------------------------------


def test_the_history_of_all_that_the_admin_changes_is_kept():
    changed = {model for model, one in admin.site._registry.items() if isinstance(one, RecordedAdmin)}
    inlines = {
        inline.model
        for model in changed
        for inline in admin.site._registry[model].inlines
        if not issubclass(inline, ReadOnly)
    }
    assert set(history.kept_models()) == changed | inlines
    assert {User, Group, Project, ProjectParty, Partnership, Inquiry} <= changed
    assert not {Thread, TopicReview, Change} & set(history.kept_models())


@pytest.mark.parametrize("model", list(history.kept_models()), ids=lambda model: model._meta.label)
def test_of_each_all_is_kept_that_somebody_edits(model):
    unkept = getattr(admin.site._registry.get(model), "unkept", ())
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    assert set(history.kept_models()[model]) == {
        one.name for one in fields if one.editable and not one.primary_key and one.name not in unkept
    }


def test_no_admin_changes_what_has_no_history():
    """An admin that is no RecordedAdmin writes nothing."""
    others = [one for one in admin.site._registry.values() if not isinstance(one, RecordedAdmin)]
    assert all(isinstance(one, ReadOnly) for one in others)


# --- Single writes ------------------------------------------------------------------------------------


def test_a_record_that_comes_changes_and_goes(nishiwaga):
    company = f.CompanyFactory(name="見本会社")
    pk = company.pk
    company.name = "改称会社"
    company.save()
    company.delete()
    came, changed, went = Change.objects.filter(model="municipalities.company", object_id=pk).order_by("pk")
    assert came.action == Action.CREATE
    assert came.changes["name"] == [None, "見本会社"]
    assert changed.action == Action.UPDATE
    assert changed.changes == {"name": ["見本会社", "改称会社"]}
    assert went.action == Action.DELETE
    assert went.changes["name"] == ["改称会社", None]
    assert went.label == "改称会社"


def test_a_save_that_changes_nothing_is_no_history():
    company = f.CompanyFactory()
    company.save()
    assert Change.objects.of(company).count() == 1


def test_a_save_of_some_fields_tells_of_these_alone():
    company = f.CompanyFactory(name="見本会社")
    company.name, company.slug = "改称会社", "never-saved"
    company.save(update_fields=["name"])
    assert latest(company).changes == {"name": ["見本会社", "改称会社"]}


def test_a_text_in_place_of_a_day_is_the_same_day():
    tie = f.PartnershipFactory(started_on=dt.date(2020, 4, 1))
    tie.started_on = "2020-04-01"
    tie.save()
    assert Change.objects.of(tie).count() == 1


def test_ends_of_lines_as_browsers_send_them_are_no_change():
    project = f.ProjectFactory(body="一行目\n二行目")
    project.body = "一行目\r\n二行目"
    project.save()
    assert Change.objects.of(project).count() == 1


def test_a_save_that_fails_is_no_history():
    first, second = f.CompanyFactory.create_batch(2)
    second.slug = first.slug
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    assert Change.objects.of(second).count() == 1


def test_what_is_named_stays_named_after_it_is_renamed(nishiwaga, kagamino):
    tie = f.PartnershipFactory(partner=nishiwaga)
    tie.partner = kagamino
    tie.save()
    nishiwaga.name = "別の町"
    nishiwaga.save()
    change = latest(tie)
    assert change.changes == {"partner": [nishiwaga.pk, kagamino.pk]}
    assert change.names == {"partner": ["岩手県西和賀町", "岡山県鏡野町"]}
    assert in_a_line(change) == "連携先：岩手県西和賀町 → 岡山県鏡野町"


def test_what_goes_from_and_comes_to_a_many_to_many_field():
    project, (old, new) = f.ProjectFactory(), f.IssueCategoryFactory.create_batch(2)
    project.categories.set([old])
    project.categories.set([new])
    came, went = Change.objects.of(project)[:2]
    assert went.changes == {"categories": [[old.pk], []]}
    assert went.names["categories"][0] == str(old)
    assert came.changes == {"categories": [[], [new.pk]]}
    assert shown(came).fields[0].after == f"加えた：{new}"
    project.categories.clear()
    assert latest(project).changes == {"categories": [[new.pk], []]}


def test_the_other_side_of_a_many_to_many_field_is_not_written_to():
    with pytest.raises(NotImplementedError):
        f.IssueCategoryFactory().projects.add(f.ProjectFactory())


def test_what_a_deleted_record_held_stands_there_with_what_stood_on_its_page():
    party = f.ProjectPartyFactory()
    project, title, category = party.project, party.project.title, f.IssueCategoryFactory()
    project.categories.add(category)
    owner = f"projects.project:{project.pk}"
    project.delete()
    gone = Change.objects.filter(action=Action.DELETE)
    assert gone.get(model="projects.project").changes["title"] == [title, None]
    assert gone.get(model="projects.project").changes["categories"] == [[category.pk], []]
    assert gone.get(model="projects.projectparty").owner == owner


def test_secrets_and_sign_ins_are_no_history(nishiwaga_officer, sign_in):
    before = Change.objects.count()
    sign_in(nishiwaga_officer)
    nishiwaga_officer.set_password("まったく別のもの2026")
    nishiwaga_officer.save()
    assert Change.objects.count() == before
    assert "password" not in latest(nishiwaga_officer).changes


def test_what_somebody_wrote_to_us_is_no_history(secretariat):
    inquiry = f.InquiryFactory(
        subject="秘密の件名", name="秘密の名", email="himitsu@example.jp", body="秘密の本文"
    )
    inquiry.state, inquiry.handled_by, inquiry.note = Inquiry.State.DONE, secretariat, "秘密の人に電話"
    inquiry.save()
    inquiry.delete()
    kept = "".join(f"{change.changes}{change.names}{change.label}" for change in Change.objects.all())
    assert "秘密" not in kept
    assert "himitsu" not in kept
    assert [change.action for change in Change.objects.filter(model="portal.inquiry").order_by("pk")] == [
        0,
        1,
        2,
    ]


def test_drafts_of_a_members_topic_are_its_offices_own(nishiwaga_office, nishiwaga_officer):
    values = {"kind": "report", "title": "書きかけの題", "summary": "概要", "body": "本文", "wished_on": None}
    review = write_topic(review=None, office=nishiwaga_office, by=nishiwaga_officer, values=values)
    assert review.topic.title == "書きかけの題"
    assert not Change.objects.filter(model="bulletin.topic").exists()


# --- Who and how --------------------------------------------------------------------------------------


def test_what_nobody_does_is_the_systems():
    change = latest(f.CompanyFactory())
    assert (change.actor, change.actor_label, change.via) == (None, SYSTEM, SYSTEM)


def test_the_person_and_the_way_are_kept(secretariat):
    with acting(by=secretariat, via="取込：事業.xlsx"):
        company = f.CompanyFactory()
    change = latest(company)
    assert change.actor == secretariat
    assert change.actor_label == "事務局 花子 <jimukyoku@example.jp>"
    assert change.via == "取込：事業.xlsx"
    assert latest(f.CompanyFactory()).via == SYSTEM


def test_in_a_request_it_is_who_sent_it(secretariat, sign_in):
    fields = {"slug": "plan-2022", "title": "推進方針", "issuer": "特別区長会"}
    sign_in(secretariat).post("/admin/municipalities/source/add/", fields)
    change = Change.objects.get(model="municipalities.source")
    assert (change.actor, change.via) == (secretariat, "管理画面")


def test_nothing_is_kept_where_there_is_another_record():
    with history.unrecorded("a test"):
        company = f.CompanyFactory()
        history.note(rows=[history.Row(company, Action.CREATE)])
    assert not Change.objects.exists()
    with pytest.raises(ValueError, match="which record"), history.unrecorded(""):
        pass


# --- What it costs ------------------------------------------------------------------------------------


def test_a_save_costs_two_statements_more(django_assert_num_queries):
    """What the row held, and the change."""
    company = f.CompanyFactory()
    company.name = "改称会社"
    with django_assert_num_queries(3):
        company.save()
    company.slug = "another"
    with history.unrecorded("a test"), django_assert_num_queries(1):
        company.save()


def test_a_new_record_costs_one_statement_more(django_assert_num_queries):
    with django_assert_num_queries(2):
        f.CompanyFactory()


def test_many_at_once_cost_few_statements(django_assert_max_num_queries, arakawa):
    ties = bulk_ties(arakawa, 40)
    fresh = list(Partnership.objects.filter(pk__in=[tie.pk for tie in ties]))
    rows = [history.Row(tie, Action.UPDATE, {"evidence": ("", "新")}) for tie in fresh]
    with django_assert_max_num_queries(9):
        assert history.note(rows=rows) == 40


def bulk_ties(ward, number) -> list[Partnership]:
    with history.unrecorded("a test"):
        bodies = f.LocalGovernmentFactory.create_batch(number)
    ties = [
        Partnership(ward=ward, partner=body, kind=Partnership.Kind.OTHER, confirmed_on=DAY) for body in bodies
    ]
    return Partnership.objects.bulk_create(ties)


# --- In bulk ------------------------------------------------------------------------------------------


def test_what_is_written_in_bulk_is_noted(arakawa, secretariat):
    with acting(by=secretariat, via="取込：連携.csv"):
        ties = bulk_ties(arakawa, 3)
        assert history.note(rows=[history.Row(tie, Action.CREATE) for tie in ties]) == 3
    change = latest(ties[0])
    assert change.via == "取込：連携.csv"
    assert change.names["ward"] == ["", "荒川区"]
    assert "ended_on" not in change.changes


def test_of_a_bulk_change_what_does_not_differ_is_left_out(arakawa, nishiwaga, kagamino):
    tie = f.PartnershipFactory(ward=arakawa, partner=nishiwaga)
    differences = {
        "partner": (kagamino.pk, nishiwaga.pk),
        "started_on": (None, dt.date(2020, 4, 1)),
        "kind": (tie.kind, tie.kind),
        "number_of_nothing": (1, 2),
    }
    same = {"kind": (tie.kind, tie.kind)}
    rows = [history.Row(tie, Action.UPDATE, differences), history.Row(tie, Action.UPDATE, same)]
    assert history.note(rows=rows) == 1
    assert latest(tie).changes == {
        "partner": [kagamino.pk, nishiwaga.pk],
        "started_on": [None, "2020-04-01"],
    }


def test_many_to_many_fields_in_bulk_are_lists_of_ids():
    project, (one, two, three) = f.ProjectFactory(), f.IssueCategoryFactory.create_batch(3)
    row = history.Row(project, Action.UPDATE, {"categories": ([one.pk, two.pk], [two.pk, three.pk])})
    history.note(rows=[row])
    assert latest(project).changes == {"categories": [[one.pk], [three.pk]]}


def test_nothing_to_note_is_nothing():
    assert history.note(rows=[]) == 0


# --- Append-only and chained --------------------------------------------------------------------------


@pytest.fixture
def three_changes():
    return [f.ChangeFactory() for _ in range(3)]


@pytest.fixture
def without_triggers(three_changes):
    """What someone with the database in hand can do; the test's transaction brings the triggers back."""
    history.seal()
    connection.check_constraints()
    with connection.cursor() as cursor:
        for model in (ChangeSeal, Change):
            for statement in AppendOnly(model._meta.db_table).backwards_sql[connection.vendor]:
                cursor.execute(statement)
    return three_changes


def test_a_change_is_never_deleted(three_changes):
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        Change.objects.all()._raw_delete(using="default")
    assert Change.objects.count() == 3


def test_sealing_goes_on_where_it_stopped(three_changes):
    assert history.seal() == 3
    assert history.seal() == 0
    f.ChangeFactory()
    assert history.seal_changes(dt.datetime.now(dt.UTC)) == "変更1件を連鎖に加えました。"
    assert history.seal_changes(dt.datetime.now(dt.UTC)) == ""
    assert ChangeSeal.objects.count() == 4
    assert "変更の履歴4件の連鎖に異常はありません（うち0件" in verify()


def test_what_is_not_sealed_yet_is_told(three_changes):
    assert "うち3件は、ワーカーがまだ" in verify()


@pytest.mark.parametrize(
    "tampered",
    [
        {"label": "別の記録"},
        {"actor_label": "別の人"},
        {"via": "別の経路"},
        {"changes": {"name": ["前", "別の名"]}},
        {"names": {"name": ["別", "の"]}},
        {"action": 2},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"hash": "f" * 64},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_changed_change_is_found(without_triggers, tampered):
    second = without_triggers[1]
    Change.objects.filter(pk=second.pk).update(**tampered)
    with pytest.raises(CommandError, match=f"番号{second.pk}（.*書き換えられています"):
        verify()


def test_a_change_with_a_hash_made_anew_is_found_by_its_seal(without_triggers):
    second = without_triggers[1]
    second.label = "別の記録"
    second.hash = second.digest()
    second.save()
    with pytest.raises(CommandError, match=f"番号{second.pk}（"):
        verify()


def test_a_change_and_its_seal_taken_out_are_found_at_the_next(without_triggers):
    _, second, third = without_triggers
    ChangeSeal.objects.filter(change=second).delete()
    Change.objects.filter(pk=second.pk).delete()
    with pytest.raises(CommandError, match=f"番号{third.pk}の変更で途切れています"):
        verify()


def test_it_is_verified_as_both_databases_give_it_back(secretariat):
    """Numbers, texts, days, moments, lists: whatever a record can hold."""
    f.FigureFactory(), f.EventFactory(), f.ProjectYearFactory(), f.MembershipFactory(), f.PostingFactory()
    f.ProjectPhotoFactory(), f.SurveyOpinionFactory(), f.BoundaryChangeFactory()
    f.ProjectFactory().categories.add(f.IssueCategoryFactory())
    history.seal()
    assert "異常はありません" in verify()
