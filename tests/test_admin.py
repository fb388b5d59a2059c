"""The admin as a whole; what a single admin does beyond the ordinary is tested with its app."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.admin import ReadOnlyAdmin
from accounts.models import AuditEvent, Change, ChangeSeal, SavedFilter, SavedInput, User
from bulletin.models import (
    BoardEvent,
    Confirmation,
    MemberNotice,
    Message,
    NoticeReceipt,
    Response,
    Terms,
    Thread,
    ThreadText,
    TopicReview,
    TopicStep,
)
from bulletin.models.board.partners import Partner
from common.attachments import Attachment
from municipalities.models import LocalGovernment, PartnerListEntry, Source
from portal.models import ContentVersion, Inquiry, SeedRecord
from projects.models import Project, ProjectParty
from surveys.models import Contact, Reminder, SurveyTarget
from tests import factories

APPS = ["accounts", "municipalities", "projects", "bulletin", "surveys", "portal"]
ALL = [model for label in APPS for model in apps.get_app_config(label).get_models()]
#: Photographs, files and partners stand on the page of their record, and there alone.
INLINE_ONLY = [model for model in ALL if issubclass(model, Attachment | Partner)]
#: ContentVersion is one row that the database itself keeps.
#: What somebody typed and has not sent, or keeps for the own use, is nobody else's business.
#: The seals of the history tell nothing but that it is whole.
OWN = (SavedInput, SavedFilter)
MODELS = [model for model in ALL if model not in (ContentVersion, ChangeSeal, *OWN, *INLINE_ONLY)]
FACTORIES = {getattr(factories, name)._meta.model: getattr(factories, name) for name in factories.__all__}
FACTORIES |= {
    LocalGovernment: factories.LocalGovernmentFactory,
    apps.get_model("municipalities.Agreement"): factories.AgreementFactory,
}

#: What every list asks besides: the conditions that the person keeps for it.
SAVED_FILTERS = 1
#: SQL statements of each list: session, user, and what the list itself and its filters ask.
STATEMENTS = {
    "accounts.AuditEvent": 6,
    "accounts.Change": 6,
    "accounts.User": 5,
    "accounts.Notification": 4,
    "accounts.OutgoingMail": 6,
    "accounts.OnceKey": 6,
    "accounts.PeriodicJob": 4,
    "municipalities.LocalGovernment": 6,
    "municipalities.BoundaryChange": 6,
    "municipalities.Association": 5,
    "municipalities.AssociationException": 4,
    "municipalities.Source": 5,
    "municipalities.Company": 4,
    "municipalities.Agreement": 6,
    "municipalities.Initiative": 4,
    "municipalities.Facility": 5,
    "municipalities.Membership": 7,
    "municipalities.Office": 5,
    "municipalities.Posting": 5,
    "municipalities.MembershipApplication": 7,
    "municipalities.ApplicationStep": 6,
    "municipalities.MembershipEvent": 6,
    "municipalities.KnownDomain": 5,
    "municipalities.Invitation": 6,
    "municipalities.Profile": 5,
    "municipalities.NameVariant": 5,
    "municipalities.ImportRow": 5,
    "municipalities.ImportRun": 6,
    "municipalities.NameQuestion": 5,
    "municipalities.NameSighting": 6,
    "municipalities.Partnership": 7,
    "municipalities.PartnerList": 4,
    "municipalities.PartnerListEntry": 5,
    "projects.IssueCategory": 5,
    "projects.DisasterSupport": 5,
    "projects.Project": 7,
    "projects.ProjectParty": 5,
    "projects.ProjectYear": 5,
    "projects.Event": 7,
    "projects.PlanItem": 5,
    "projects.PlanCell": 6,
    "portal.Export": 4,
    "portal.Release": 4,
    "portal.ReleaseTable": 5,
    "portal.ReleaseRemark": 5,
    "portal.ReleaseWorkbook": 4,
    "bulletin.Publication": 7,
    "bulletin.PolicyReference": 6,
    "bulletin.Topic": 6,
    "municipalities.FactCorrection": 7,
    "bulletin.Notice": 6,
    "bulletin.Thread": 6,
    "bulletin.ThreadText": 4,
    "bulletin.Response": 6,
    "bulletin.BoardEvent": 7,
    "bulletin.Message": 6,
    "bulletin.Terms": 5,
    "bulletin.Confirmation": 4,
    "bulletin.TieProposal": 4,
    "bulletin.Watch": 4,
    "bulletin.MutedCategory": 5,
    "bulletin.TopicReview": 6,
    "bulletin.TopicStep": 7,
    "bulletin.MemberNotice": 6,
    "bulletin.NoticeReceipt": 4,
    "surveys.PartnershipLine": 5,
    "surveys.ProjectLine": 5,
    "surveys.ReturnCampaign": 6,
    "surveys.ReturnEntry": 6,
    "surveys.YearlyReturn": 5,
    "surveys.Survey": 6,
    "surveys.SurveyOpinion": 5,
    "surveys.SurveyTarget": 8,
    "surveys.Contact": 6,
    "surveys.Reminder": 7,
    "surveys.CodingCategory": 5,
    "surveys.Coding": 5,
    "surveys.PublishedResult": 4,
    "surveys.AnswerDraft": 5,
    "surveys.Question": 4,
    "surveys.Erratum": 6,
    "surveys.Answer": 4,
    "surveys.AnswerVersion": 6,
    "surveys.TrialAnswer": 4,
    "portal.Figure": 6,
    "portal.InboxCalendar": 4,
    "portal.Inquiry": 4,
    "portal.SeedRecord": 5,
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def label(model):
    return model._meta.label


def make(model, count):
    """Rows that hang on as many different other rows as the model allows."""
    if model.__name__ == "Association":
        for n in range(count):
            factories.AssociationFactory(
                prefecture=factories.PrefectureFactory(
                    code=factories.municipalities.code(f"{n + 1:02}000"), name=f"見本{n}県"
                )
            )
        return
    if model.__name__ == "YearlyReturn":  # there are but 23 wards
        for n in range(count):
            factories.YearlyReturnFactory(
                campaign__fiscal_year=2020 + n // 23,
                ward__code=factories.municipalities.code(f"{13101 + n % 23}"),
            )
        return
    FACTORIES[model].create_batch(count)


@pytest.fixture
def office_client(secretariat, sign_in):
    return sign_in(secretariat)


def test_every_model_is_registered():
    assert {model for model in admin.site._registry if model is not Group} == set(MODELS)


@pytest.mark.django_db
@pytest.mark.parametrize("model", INLINE_ONLY, ids=label)
def test_what_has_no_page_of_its_own_stands_on_that_of_its_record(model, office_client):
    row = FACTORIES[model]()
    record = getattr(row, model.OWNER)
    assert model in {inline.model for inline in admin.site.get_model_admin(type(record)).inlines}
    page = office_client.get(address(type(record), "change", record.pk))
    assert str(row) in page.text
    if issubclass(model, Attachment):
        assert row.get_absolute_url() in page.text


def test_the_admin_is_japanese(office_client):
    page = office_client.get("/admin/").content.decode()
    assert "特別区全国連携プロジェクト 管理" in page
    for model in MODELS:
        assert model._meta.verbose_name in page


def test_areas_are_filtered_by_their_names(office_client, nishiwaga):
    page = office_client.get(address(LocalGovernment, "changelist") + "?area=tohoku").text
    assert ">東北</a>" in page
    assert ">tohoku</a>" not in page
    assert "西和賀町" in page


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_every_admin_has_columns_search_and_filters(model):
    model_admin = admin.site.get_model_admin(model)
    assert model_admin.list_display != ("__str__",)
    assert model_admin.search_fields
    assert model_admin.list_filter or model is apps.get_model("municipalities.Company")


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_every_choice_of_many_is_an_autocomplete(model):
    """No page loads all bodies or sources into a select."""
    model_admin = admin.site.get_model_admin(model)
    if isinstance(model_admin, ReadOnlyAdmin):
        assert not model_admin.autocomplete_fields
        return
    relations = {
        field.name
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation and field.editable and field.related_model in MODELS
    }
    assert relations - set(
        model_admin.get_readonly_fields(SimpleNamespace(user=User(is_superuser=True)))
    ) == set(model_admin.autocomplete_fields)


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=label)
def test_pages_answer(model, office_client):
    make(model, 2)
    row = model._default_manager.first()
    model_admin = admin.site.get_model_admin(model)
    pages = [
        address(model, "changelist"),
        address(model, "changelist") + "?q=見本",
        address(model, "change", row.pk),
        address(model, "history", row.pk),
    ]
    if not isinstance(model_admin, ReadOnlyAdmin):
        pages.append(address(model, "delete", row.pk))
        # Inquiries come through the contact form alone.
        pages += [address(model, "add")] if model is not Inquiry else []
    for page in pages:
        response = office_client.get(page)
        assert response.status_code == 200, page
        assert not response.context.get("errors")


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_list_asks_the_same_for_one_row_and_for_thirty(model, office_client, django_assert_num_queries):
    make(model, 1)
    with django_assert_num_queries(STATEMENTS[label(model)] + SAVED_FILTERS):
        office_client.get(address(model, "changelist"))
    make(model, 30)
    with django_assert_num_queries(STATEMENTS[label(model)] + SAVED_FILTERS):
        response = office_client.get(address(model, "changelist"))
    assert response.context["cl"].result_count >= 30


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_visitor_is_led_to_the_sign_in(model, visitor):
    page = address(model, "changelist")
    response = visitor.get(page)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={page}"


def test_a_member_without_the_admin_is_led_to_the_sign_in(nishiwaga_officer, sign_in):
    assert sign_in(nishiwaga_officer).get(address(Project, "changelist")).status_code == 302


def test_staff_see_only_what_they_were_granted(arakawa_staff, sign_in):
    assert sign_in(arakawa_staff).get(address(Project, "changelist")).status_code == 403


#: What only actions write, or the system itself.
WRITTEN_BY_ACTIONS = [
    *(Thread, ThreadText, Response, BoardEvent, Message, Terms, Confirmation),
    *(TopicReview, TopicStep, MemberNotice, NoticeReceipt),
    *(SurveyTarget, Contact, Reminder),
]


@pytest.mark.parametrize(
    "model", [AuditEvent, Change, PartnerListEntry, SeedRecord, *WRITTEN_BY_ACTIONS], ids=label
)
def test_what_the_system_writes_is_read_only(model, office_client):
    FACTORIES[model]()
    row = model._default_manager.first()
    assert office_client.get(address(model, "add")).status_code == 403
    assert office_client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert office_client.post(address(model, "change", row.pk), {}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


def test_autocomplete_finds_a_body_by_its_kana(office_client, nishiwaga):
    answer = office_client.get(
        reverse("admin:autocomplete"),
        {"term": "にしわが", "app_label": "projects", "model_name": "projectparty", "field_name": "body"},
    )
    assert [choice["text"] for choice in answer.json()["results"]] == ["岩手県西和賀町"]


def test_a_page_with_many_parties_reads_them_without_a_query_each_for_the_prefecture(
    office_client, django_assert_max_num_queries
):
    """One statement a party remains (the selected choice of its field); none for what its label reads."""
    project = factories.ProjectFactory()
    factories.ProjectPartyFactory.create_batch(20, project=project)
    with django_assert_max_num_queries(35):
        assert office_client.get(address(Project, "change", project.pk)).status_code == 200


# --- Each change is in the audit chain ----------------------------------------------------------------


def test_adding_changing_and_deleting_are_recorded(office_client, secretariat):
    fields = {"slug": "plan-2022", "title": "推進方針", "issuer": "特別区長会"}
    office_client.post(address(Source, "add"), fields)
    source = Source.objects.get(slug="plan-2022")
    office_client.post(address(Source, "change", source.pk), fields | {"title": "推進方針（改定）"})
    office_client.post(address(Source, "delete", source.pk), {"post": "yes"})

    events = AuditEvent.objects.filter(target=f"municipalities.source:{source.pk}").order_by("pk")
    assert [event.verb for event in events] == ["admin.add", "admin.change", "admin.delete"]
    assert {event.actor for event in events} == {secretariat}
    assert "「推進方針（改定）」" in events[1].summary
    assert "題名" in events[1].summary
    assert AuditEvent.objects.broken() is None


def test_deleting_several_is_recorded_one_by_one(office_client):
    sources = factories.SourceFactory.create_batch(3)
    office_client.post(
        address(Source, "changelist"),
        {"action": "delete_selected", "_selected_action": [s.pk for s in sources], "post": "yes"},
    )
    assert not Source.objects.exists()
    assert AuditEvent.objects.filter(verb="admin.delete").count() == 3


def test_a_refused_change_is_not_recorded(office_client):
    party = factories.ProjectPartyFactory()
    office_client.post(
        address(ProjectParty, "change", party.pk), {"project": party.project_id, "role": "lead"}
    )
    assert not AuditEvent.objects.exists()


# --- People -------------------------------------------------------------------------------------------


def test_a_person_is_added_by_mail_address(office_client):
    office_client.post(
        address(User, "add"),
        {
            "email": "shinnin@example.jp",
            "name": "新任 四郎",
            "usable_password": "true",
            "password1": "ゆきのかつよう2026",
            "password2": "ゆきのかつよう2026",
        },
    )
    assert User.objects.get(email="shinnin@example.jp").check_password("ゆきのかつよう2026")


def test_the_same_address_in_other_letters_is_refused_in_japanese(office_client, nishiwaga_officer):
    answer = office_client.post(
        address(User, "add"),
        {
            "email": nishiwaga_officer.email.upper(),
            "name": "別人",
            "usable_password": "false",
        },
    )
    assert "このメールアドレスは登録済みです。" in answer.content.decode()
    assert User.objects.filter(email__iexact=nishiwaga_officer.email).count() == 1
