"""The history on the page of a record, the way back, and the history of deletions."""

import pytest
from django.urls import reverse

from accounts import history
from accounts.acting import acting
from accounts.models import AuditEvent, Change
from municipalities.models import Facility, Partnership
from projects.models import Project, ProjectParty
from tests import factories as f
from tests.test_admin import address

pytestmark = pytest.mark.django_db

Action = Change.Action


@pytest.fixture
def office(secretariat, sign_in):
    return sign_in(secretariat)


@pytest.fixture
def staff(sign_in, arakawa_office, arakawa_staff):
    return sign_in(arakawa_staff)


@pytest.fixture
def koto(db):
    return f.WardFactory(code="131083", name="江東区", kana="こうとうく")


@pytest.fixture
def hall(arakawa):
    return f.FacilityFactory(ward=arakawa, name="区民会館")


def renamed(record, name="新会館", field="name") -> Change:
    setattr(record, field, name)
    record.save()
    return Change.objects.of(record).first()


def way_back(record, change, field) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_revert", args=[record.pk, change.pk, field])


# --- The page of a record -----------------------------------------------------------------------------


def test_the_page_tells_the_story_newest_first(office, hall, secretariat):
    with acting(by=secretariat, via="取込：施設.xlsx"):
        renamed(hall)
    page = office.get(address(Facility, "history", hall.pk)).text
    assert page.index("新会館") < page.index("追加")
    assert "事務局 花子" in page
    assert "取込：施設.xlsx" in page
    assert "<td>区民会館</td>" in page
    assert "この項目を前の値に戻す" in page


def test_what_stands_on_the_page_of_a_record_is_in_its_history(office):
    party = f.ProjectPartyFactory()
    role = party.role
    party.role = next(one for one in ProjectParty.Role.values if one != role)
    party.save()
    page = office.get(address(Project, "history", party.project_id)).text
    assert party._meta.verbose_name in page
    assert party.get_role_display() in page
    pk, project = party.pk, party.project_id
    party.delete()
    assert "削除" in office.get(address(Project, "history", project)).text
    assert Change.objects.filter(object_id=pk, model="projects.projectparty").count() == 3


def test_a_long_text_is_shown_by_the_lines_that_differ(office):
    project = f.ProjectFactory(body="一行目\n二行目")
    renamed(project, "一行目\n三行目", "body")
    page = office.get(address(Project, "history", project.pk)).text
    assert "<del>二行目</del>" in page
    assert "<ins>三行目</ins>" in page
    assert "<del>一行目</del>" not in page


def test_the_page_is_leafed_through(office, hall):
    rows = [history.Row(hall, Action.UPDATE, {"name": (f"名{n}", f"名{n + 1}")}) for n in range(60)]
    history.note(rows=rows)
    first = office.get(address(Facility, "history", hall.pk))
    assert len(first.context["changes"]) == 50
    assert len(office.get(first.request["PATH_INFO"], {"page": 2}).context["changes"]) == 11


def test_a_record_without_a_history_says_so(office, arakawa):
    with history.unrecorded("a test"):
        hall = f.FacilityFactory(ward=arakawa)
    assert "まだありません" in office.get(address(Facility, "history", hall.pk)).text


def test_the_history_of_what_is_not_there_leads_home(office):
    assert office.get(address(Facility, "history", 999)).status_code == 302


def test_a_page_asks_the_same_for_few_changes_and_for_many(office, hall, django_assert_num_queries):
    renamed(hall)
    with django_assert_num_queries(5):
        office.get(address(Facility, "history", hall.pk))
    history.note(rows=[history.Row(hall, Action.UPDATE, {"name": ("甲", "乙")})] * 30)
    with django_assert_num_queries(5):
        office.get(address(Facility, "history", hall.pk))


def test_the_log_in_is_asked_for(visitor, hall):
    change = renamed(hall)
    for page in (address(Facility, "history", hall.pk), way_back(hall, change, "name")):
        assert visitor.get(page).status_code == 302
        assert visitor.post(page).status_code == 302


# --- The way back -------------------------------------------------------------------------------------


def test_a_field_is_put_back_after_a_look(office, hall, secretariat):
    page = way_back(hall, renamed(hall), "name")
    asked = office.get(page).text
    assert "新会館" in asked
    assert "区民会館" in asked
    hall.refresh_from_db()
    assert hall.name == "新会館"

    answer = office.post(page, follow=True)
    assert "「名称」を前の値に戻しました。" in answer.text
    hall.refresh_from_db()
    assert hall.name == "区民会館"
    change = Change.objects.of(hall).first()
    assert change.changes == {"name": ["新会館", "区民会館"]}
    assert (change.actor, change.via) == (secretariat, "管理画面（前の値に戻す）")
    assert "前の値に戻しました" in AuditEvent.objects.get(verb="admin.change").summary


def test_related_records_many_to_many_fields_and_rows_of_a_page_go_back(office, nishiwaga, kagamino):
    tie, project = f.PartnershipFactory(partner=nishiwaga), f.ProjectFactory()
    change = renamed(tie, kagamino, "partner")
    office.post(way_back(tie, change, "partner"))
    tie.refresh_from_db()
    assert tie.partner == nishiwaga

    old, new = f.IssueCategoryFactory.create_batch(2)
    project.categories.set([old])
    project.categories.set([new])
    came, went = Change.objects.of(project)[:2]
    assert str(old) in office.get(way_back(project, went, "categories")).text
    office.post(way_back(project, went, "categories"))
    assert set(project.categories.all()) == {old, new}
    assert office.get(way_back(project, went, "categories")).status_code == 422
    office.post(way_back(project, came, "categories"))
    assert set(project.categories.all()) == {old}

    party = f.ProjectPartyFactory(project=project, note="はじめ")
    change = renamed(party, "あと", "note")
    office.post(way_back(project, change, "note"))
    party.refresh_from_db()
    assert party.note == "はじめ"


def test_what_was_changed_since_is_not_put_back(office, hall):
    first = renamed(hall)
    renamed(hall, "三つ目の名")
    answer = office.post(way_back(hall, first, "name"))
    assert answer.status_code == 422
    assert "その後" in answer.text
    assert "三つ目の名" in answer.text
    hall.refresh_from_db()
    assert hall.name == "三つ目の名"


def test_what_was_written_past_the_history_is_not_put_back(office, hall):
    change = renamed(hall)
    Facility.objects.update(name="別の道で")
    assert "現在の値が" in office.post(way_back(hall, change, "name")).text


def test_what_the_record_would_not_have_is_refused_with_its_words(office, arakawa, hall):
    change = renamed(hall)
    f.FacilityFactory(ward=arakawa, name="区民会館")
    answer = office.post(way_back(hall, change, "name"))
    assert answer.status_code == 422
    assert "errornote" in answer.text
    hall.refresh_from_db()
    assert hall.name == "新会館"


def test_a_related_record_that_is_gone_does_not_come_back(office):
    company, other = f.CompanyFactory.create_batch(2)
    agreement = f.CompanyAgreementFactory(company=company)
    change = renamed(agreement, other, "company")
    company.delete()
    assert "番号" in office.get(address(type(agreement), "history", agreement.pk)).text
    assert office.post(way_back(agreement, change, "company")).status_code == 422


def test_what_came_or_went_and_files_have_no_way_back(office, hall):
    came = Change.objects.of(hall).get()
    assert office.get(way_back(hall, came, "name")).status_code == 403
    photo = f.ProjectPhotoFactory()
    history.note(rows=[history.Row(photo, Action.UPDATE, {"image": ("old.jpg", photo.image.name)})])
    change = Change.objects.of(photo).first()
    assert office.get(way_back(photo.project, change, "image")).status_code == 403


@pytest.mark.parametrize("field", ["slug", "nonsense", "id"])
def test_a_field_that_was_not_changed_has_no_way_back(office, hall, field):
    assert office.post(way_back(hall, renamed(hall), field)).status_code == 403


def test_a_change_of_another_record_is_not_found_here(office, hall, arakawa):
    other = f.FacilityFactory(ward=arakawa, name="別の会館")
    assert office.post(way_back(hall, renamed(other, "名"), "name")).status_code == 404


def test_a_row_that_is_gone_is_not_found(office):
    party = f.ProjectPartyFactory(note="はじめ")
    change, project = renamed(party, "あと", "note"), party.project
    party.delete()
    assert office.get(way_back(project, change, "note")).status_code == 404


# --- Ward staff ---------------------------------------------------------------------------------------


def test_a_ward_sees_and_puts_back_what_is_its_own(staff, hall):
    change = renamed(hall)
    assert "新会館" in staff.get(address(Facility, "history", hall.pk)).text
    staff.post(way_back(hall, change, "name"))
    hall.refresh_from_db()
    assert hall.name == "区民会館"


def test_of_another_ward_they_see_and_put_back_nothing(staff, koto):
    foreign = f.FacilityFactory(ward=koto, name="よその会館")
    change = renamed(foreign)
    for answer in (
        staff.get(address(Facility, "history", foreign.pk), follow=True),
        staff.get(way_back(foreign, change, "name"), follow=True),
        staff.post(way_back(foreign, change, "name"), follow=True),
    ):
        assert "よその会館" not in answer.text
    foreign.refresh_from_db()
    assert foreign.name == "新会館"


def test_through_their_own_record_they_do_not_reach_another(staff, hall, koto):
    foreign = f.FacilityFactory(ward=koto, name="よその会館")
    assert staff.post(way_back(hall, renamed(foreign), "name")).status_code == 404


def test_the_ward_of_a_record_and_what_is_public_are_not_theirs_to_put_back(staff, arakawa, koto):
    hall = f.FacilityFactory(ward=koto)
    change = renamed(hall, arakawa, "ward")
    assert staff.post(way_back(hall, change, "ward")).status_code == 403
    project = f.ProjectFactory(state="draft", published_on=None)
    f.ProjectPartyFactory(project=project, body=arakawa, role=ProjectParty.Role.LEAD)
    change = renamed(project, "2026-04-01", "published_on")
    page = staff.get(address(Project, "history", project.pk)).text
    assert "公開日" in page
    assert way_back(project, change, "published_on") not in page
    assert staff.post(way_back(project, change, "published_on")).status_code == 403


def test_they_do_not_put_themselves_out_of_a_record(staff, arakawa):
    project = f.ProjectFactory(state="draft", published_on=None)
    party = f.ProjectPartyFactory(project=project, body=arakawa, role=ProjectParty.Role.PARTICIPANT)
    change = renamed(party, ProjectParty.Role.LEAD, "role")
    answer = staff.post(way_back(project, change, "role"))
    assert answer.status_code == 422
    assert "変更できる区でなくなる" in answer.text
    party.refresh_from_db()
    assert party.role == ProjectParty.Role.LEAD


def test_who_only_looks_a_record_up_puts_nothing_back(staff, nishiwaga):
    change = renamed(nishiwaga, "別の町")
    page = staff.get(address(type(nishiwaga), "history", nishiwaga.pk)).text
    assert "別の町" in page
    assert "前の値に戻す" not in page
    assert staff.post(way_back(nishiwaga, change, "name")).status_code == 403


def test_they_see_no_list_of_changes_and_no_file(staff, hall):
    change = renamed(hall)
    assert staff.get(address(Change, "changelist")).status_code == 403
    assert staff.get(address(Change, "change", change.pk)).status_code == 403
    for model in (Change, AuditEvent):
        assert staff.get(address(model, "export")).status_code == 403
        assert (
            staff.post(address(model, "export"), {"first": "2020-01-01", "last": "2100-01-01"}).status_code
            == 403
        )


# --- Deletions ----------------------------------------------------------------------------------------


def test_the_list_of_changes_tells_what_a_deleted_record_held(office, hall):
    pk = hall.pk
    hall.delete()
    found = office.get(
        address(Change, "changelist"), {"action__exact": Action.DELETE, "model": "municipalities.facility"}
    )
    (change,) = found.context["cl"].result_list
    assert change.object_id == str(pk)
    assert "区民会館" in office.get(address(Change, "change", change.pk)).text
    assert office.get(address(Change, "changelist"), {"q": "区民会館"}).context["cl"].result_count == 2
    assert (
        office.get(address(Change, "changelist"), {"model": "projects.event"}).context["cl"].result_count == 0
    )


# --- The whole story ----------------------------------------------------------------------------------


def test_a_record_imported_edited_changed_in_bulk_and_put_back_tells_its_story(
    office, secretariat, arakawa, nishiwaga
):
    with acting(by=secretariat, via="取込：連携.xlsx"):
        tie = Partnership(
            ward=arakawa,
            partner=nishiwaga,
            kind=Partnership.Kind.OTHER,
            confirmed_on="2026-04-01",
            evidence="資料1行",
        )
        Partnership.objects.bulk_create([tie])
        history.note(rows=[history.Row(tie, Action.CREATE)])
    tie.refresh_from_db()
    renamed(tie, "資料2行", "evidence")
    with acting(by=secretariat, via="取込：連携（改）.xlsx"):
        Partnership.objects.filter(pk=tie.pk).update(evidence="資料3行")
        history.note(rows=[history.Row(tie, Action.UPDATE, {"evidence": ("資料2行", "資料3行")})])
    office.post(way_back(tie, Change.objects.of(tie).first(), "evidence"))

    story = [(one.via, one.changes.get("evidence")) for one in Change.objects.of(tie).order_by("pk")]
    assert story == [
        ("取込：連携.xlsx", [None, "資料1行"]),
        ("システム", ["資料1行", "資料2行"]),
        ("取込：連携（改）.xlsx", ["資料2行", "資料3行"]),
        ("管理画面（前の値に戻す）", ["資料3行", "資料2行"]),
    ]
    page = office.get(address(Partnership, "history", tie.pk)).text
    assert all(via in page for via, _ in story)
    assert history.seal()
    assert Change.objects.broken() is None
