"""The admin of ward staff: every door of it, for every model, shows and changes what is their own ward's alone."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from zeal import zeal_ignore

from accounts.models import AuditEvent
from municipalities.models import Facility, ImportRun, LocalGovernment, Office, Partnership, Posting
from municipalities.own_ward import OwnWard, PublicReference
from projects.models import Event, Project, ProjectParty
from tests import factories as f
from tests.test_admin import address, label

pytestmark = pytest.mark.django_db

OWN = [model for model, one in admin.site._registry.items() if isinstance(one, OwnWard)]
LOOKED_UP = [model for model, one in admin.site._registry.items() if isinstance(one, PublicReference)]
CLOSED = [model for model in admin.site._registry if model not in (*OWN, *LOOKED_UP, ImportRun)]
MARK = "よその区のしるし"


@pytest.fixture
def koto(db):
    return f.WardFactory(code="131083", name="江東区", kana="こうとうく")


@pytest.fixture
def staff(sign_in, arakawa_office, arakawa_staff):
    return sign_in(arakawa_staff)


def of_ward(ward, text: str) -> dict:
    """A record of each kind that is a ward's."""
    project = f.ProjectFactory(title=f"{text}事業", state="draft", published_on=None)
    f.ProjectPartyFactory(project=project, body=ward, role=ProjectParty.Role.LEAD)
    return {
        Partnership: f.PartnershipFactory(ward=ward, evidence=f"{text}交流"),
        Facility: f.FacilityFactory(ward=ward, name=f"{text}会館"),
        Office: f.OfficeFactory(body=ward, name=f"{text}課"),
        Project: project,
        Event: f.EventFactory(host=ward, title=f"{text}催し", state="draft", published_on=None),
    }


@pytest.fixture
def own(arakawa):
    return of_ward(arakawa, "この区の")


@pytest.fixture
def foreign(koto):
    return of_ward(koto, MARK)


def test_these_are_the_models_of_a_ward():
    assert set(OWN) == {Partnership, Facility, Office, Project, Event}


@pytest.mark.parametrize("model", CLOSED, ids=label)
def test_of_all_other_records_they_see_nothing(staff, model):
    assert staff.get(address(model, "changelist")).status_code == 403
    assert staff.get(address(model, "changelist"), {"q": "a", "id__exact": "1"}).status_code == 403


@pytest.mark.parametrize("model", LOOKED_UP, ids=label)
def test_what_everybody_sees_they_look_up_and_never_change(staff, model, nishiwaga):
    (
        f.IssueCategoryFactory(),
        f.AgreementFactory(),
        f.CompanyFactory(),
        f.SourceFactory(),
        f.NameVariantFactory(),
    )
    row = model._default_manager.first()
    assert staff.get(address(model, "changelist")).status_code == 200
    assert staff.get(address(model, "add")).status_code == 403
    assert 'name="_save"' not in staff.get(address(model, "change", row.pk)).text
    assert staff.post(address(model, "change", row.pk), {"name": "書換え"}).status_code == 403
    assert staff.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", OWN, ids=label)
def test_no_list_search_or_parameter_shows_what_is_anothers(staff, own, foreign, koto, model):
    name = model._meta.model_name
    asked = [
        {},
        {"q": MARK},
        {"q": "江東区"},
        {"ward__id__exact": koto.pk},
        {"ward": koto.pk},
        {"body__kind": "special_ward"},
        {"host__id__exact": koto.pk},
        {"pk__in": f"{foreign[model].pk}"},
        {"id__exact": foreign[model].pk},
        {"_to_field": "id", "_popup": "1"},
        {"all": ""},
        {"o": "-1"},
        {"p": "2"},
    ]
    for query in asked:
        answer = staff.get(address(model, "changelist"), query)
        assert answer.status_code in (200, 302, 400), (name, query)
        assert MARK not in answer.content.decode().replace(f'value="{MARK}"', ""), (name, query)
        assert f"/{foreign[model].pk}/change/" not in answer.content.decode(), (name, query)
    assert f"/{own[model].pk}/change/" in staff.get(address(model, "changelist")).text


@pytest.mark.parametrize("model", OWN, ids=label)
def test_no_page_of_what_is_anothers_opens_or_takes_anything(staff, foreign, model):
    row = foreign[model]
    before = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    for page in ("change", "delete", "history"):
        for answer in (
            staff.get(address(model, page, row.pk)),
            staff.post(address(model, page, row.pk), {"post": "yes", "name": "奪った", "title": "奪った"}),
        ):
            # Django leads who asks for a record that is not there back to the admin's home.
            assert answer.status_code in (302, 403, 404, 405), page
            assert MARK not in answer.content.decode(), page
    row.refresh_from_db()
    assert before == {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}


def test_no_choice_offers_what_is_anothers(staff, own, foreign):
    """By autocomplete, whichever field asks."""
    asked = 0
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.autocomplete_fields:
            answer = staff.get(
                reverse("admin:autocomplete"),
                {
                    "term": MARK,
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": name,
                },
            )
            assert answer.status_code in (200, 403), (model, name)
            assert answer.status_code == 403 or answer.json()["results"] == [], (model, name)
            asked += 1
    assert asked > 30


@pytest.mark.parametrize("model", OWN, ids=label)
@pytest.mark.parametrize("action", ["delete_selected", "publish", "withdraw", "nothing"])
def test_no_action_reaches_what_is_anothers(staff, own, foreign, model, action):
    row = foreign[model]
    for more in ({}, {"confirmed": "1"}, {"post": "yes"}):
        answer = staff.post(
            address(model, "changelist"),
            {"action": action, "_selected_action": [row.pk], "select_across": "1", "index": "0", **more},
        )
        assert answer.status_code in (200, 302, 403)
        assert MARK not in answer.content.decode()
    assert model._default_manager.filter(pk=row.pk).exists()
    if model in (Project, Event):
        row.refresh_from_db()
        assert row.state == "draft"


def form_of(answer) -> dict:
    """What a browser would send back of an admin's page."""
    forms = [answer.context["adminform"].form]
    for inline in answer.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


@pytest.mark.parametrize(
    ("model", "field"), [(Partnership, "ward"), (Facility, "ward"), (Office, "body")], ids=str
)
def test_nothing_is_given_to_another_ward(staff, own, koto, model, field):
    row = own[model]
    page = address(model, "change", row.pk)
    sent = form_of(staff.get(page)) | {field: koto.pk}
    with zeal_ignore([{"model": "municipalities.LocalGovernment"}]):  # two choices of one form: one each
        answer = staff.post(page, sent)
    assert answer.status_code == 200
    assert "正しく選択してください" in answer.text
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") != koto.pk


def test_their_own_they_change_and_it_is_recorded(staff, own, arakawa_staff):
    page = address(Facility, "change", own[Facility].pk)
    answer = staff.post(page, form_of(staff.get(page)) | {"name": "新しい会館", "fee": "無料"})
    assert answer.status_code == 302
    own[Facility].refresh_from_db()
    assert own[Facility].name == "新しい会館"
    assert AuditEvent.objects.filter(verb="admin.change", actor=arakawa_staff).exists()
    assert LogEntry.objects.filter(user=arakawa_staff).exists()


def test_what_they_enter_is_their_wards(staff, arakawa, nishiwaga):
    page = address(Project, "add")
    sent = form_of(staff.get(page)) | {
        "title": "雪の学校",
        "scope": "wards",
        "field": "exchange",
        "summary": "雪の授業",
    }
    answer = staff.post(page, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    project = Project.objects.get()
    assert [(party.body, party.role) for party in project.parties.all()] == [
        (arakawa, ProjectParty.Role.LEAD)
    ]
    assert project.state == "draft"
    assert 'name="_save"' in staff.get(address(Project, "change", project.pk)).text


def test_what_another_organises_they_see_and_do_not_change(staff, arakawa, foreign):
    project = foreign[Project]
    f.ProjectPartyFactory(project=project, body=arakawa)
    page = address(Project, "change", project.pk)
    assert MARK in staff.get(page).text
    assert 'name="_save"' not in staff.get(page).text
    assert staff.post(page, {"title": "奪った"}).status_code == 403
    assert staff.post(address(Project, "delete", project.pk), {"post": "yes"}).status_code == 403


def test_what_is_public_they_do_not_decide(staff, own):
    for model in (Project, Event):
        page = address(model, "change", own[model].pk)
        sent = form_of(staff.get(page)) | {"state": "published", "published_on": "2026-01-01"}
        staff.post(page, sent)
        own[model].refresh_from_db()
        assert own[model].state == "draft"
        assert "publish" not in staff.get(address(model, "changelist")).text.split("<select", 1)[-1][:600]


def test_the_site_shows_them_their_own_drafts_alone(staff, own, foreign, visitor):
    for model in (Project, Event):
        assert staff.get(own[model].get_absolute_url()).status_code == 200
        assert staff.get(foreign[model].get_absolute_url()).status_code == 404
        assert visitor.get(own[model].get_absolute_url()).status_code == 404
    listed = staff.get("/projects/").text
    assert "この区の事業" in listed
    assert MARK not in listed


@pytest.mark.parametrize("change", ["viewer", "ended", "no staff", "town"])
def test_without_a_posting_that_edits_there_is_nothing(
    sign_in, own, arakawa_office, arakawa_staff, nishiwaga, change
):
    if change == "viewer":
        Posting.objects.update(role=Posting.Role.VIEWER)
    elif change == "ended":
        Posting.objects.update(valid_to="2021-01-01")
    elif change == "town":
        Office.objects.filter(pk=arakawa_office.pk).update(body=nishiwaga)
        f.MembershipFactory(body=nishiwaga)
    else:
        arakawa_staff.is_staff = False
        arakawa_staff.save()
    client = sign_in(arakawa_staff)
    for model in (*OWN, LocalGovernment):
        assert client.get(address(model, "changelist")).status_code in (302, 403)
    assert client.get(own[Project].get_absolute_url()).status_code == 404


@pytest.mark.parametrize("model", OWN, ids=label)
def test_the_secretariat_sees_all(sign_in, secretariat, own, foreign, model):
    listed = sign_in(secretariat).get(address(model, "changelist")).text
    for row in (own[model], foreign[model]):
        assert f"/{row.pk}/change/" in listed


def test_the_way_to_the_site_leads_to_what_is_their_own_alone(staff, own, foreign):
    """The address of an invitation is its secret."""
    kinds = ContentType.objects.get_for_models(Project, Event, type(invited := f.InvitationFactory()))
    for row in (foreign[Project], foreign[Event], invited):
        assert staff.get(reverse("admin:view_on_site", args=[kinds[type(row)].pk, row.pk])).status_code == 404
    row = own[Project]
    answer = staff.get(reverse("admin:view_on_site", args=[kinds[Project].pk, row.pk]))
    assert answer.url == row.get_absolute_url()
    assert staff.get(reverse("admin:view_on_site", args=["x", "1"])).status_code == 404


def test_what_they_look_up_leaves_as_a_file_and_odd_conditions_are_no_error(staff, nishiwaga):
    answer = staff.get(reverse("admin:municipalities_localgovernment_export"), {"format": "csv"})
    assert "西和賀町" in b"".join(answer.streaming_content).decode()
    page = reverse("admin:municipalities_facility_export")
    assert staff.get(page, {"id__exact": "x"}).url == page
    assert staff.get("/admin/municipalities/importrun/²/change/").status_code == 404
