"""The home of the admin: what waits, for whom, since when, and in how few statements."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import OutgoingMail, PeriodicJob
from bulletin.models.board.states import ThreadState
from bulletin.models.reviews import ReviewState
from common.dates import today
from municipalities.models import MembershipApplication, NameQuestion
from portal import queues
from portal.models import Inquiry
from portal.schedule import JOBS
from projects.models import ProjectParty
from tests import factories as f

pytestmark = pytest.mark.django_db
#: One for each of the secretariat's eleven queues, besides session, user, posting and the person's last actions.
STATEMENTS = 17


@pytest.fixture
def jobs(db):
    """Every job as it should be."""
    PeriodicJob.objects.bulk_create(
        [PeriodicJob(name=job.name, label=job.label, due_at=timezone.now()) for job in JOBS]
    )


@pytest.fixture
def office(sign_in, secretariat, secretariat_office, jobs):
    return sign_in(secretariat)


@pytest.fixture
def ward(sign_in, arakawa_staff, arakawa_office, jobs):
    return sign_in(arakawa_staff)


def shown(client) -> dict[str, tuple[str, str]]:
    found = client.get("/admin/").context["queues"].waiting
    return {queue.label: (queue.number, queue.age) for queue in found}


def fill():
    """Something in every queue."""
    f.MembershipApplicationFactory(state=MembershipApplication.State.CONFIRMED)
    f.FactCorrectionFactory()
    f.NameQuestionFactory()
    f.TopicReviewFactory(state=ReviewState.REVIEW, sent_at=timezone.now())
    f.ThreadFactory(state=ThreadState.REVIEW)
    f.YearlyReturnFactory(state="submitted")
    f.ProjectFactory(state="draft", published_on=None)
    f.EventFactory(state="draft", published_on=None)
    f.InquiryFactory(state=Inquiry.State.NEW)
    f.OutgoingMailFactory(state=OutgoingMail.State.FAILED, failed_at=timezone.now())
    PeriodicJob.objects.filter(name="send_mail").update(failures=2)


SECRETARIAT = {
    "会員登録申請": "1件",
    "訂正の提案": "1件",
    "名称の照合": "1件",
    "トピックスの確認": "1件",
    "掲示板の投稿の確認": "1件",
    "連携事業の下書き": "1件",
    "催しの下書き": "1件",
    "連携状況調査の確認": "1区",
    "未対応のお問い合わせ": "1件",
    "送信できず・不達のメール": "1通",
    "止まっている・失敗している定期処理": "1件",
}


def test_where_nothing_waits_it_is_said_quietly(office):
    page = office.get("/admin/")
    assert page.context["queues"].waiting == []
    assert "いま待っているものはありません。" in page.text


def test_everything_that_waits_is_counted(office):
    fill()
    assert {label: number for label, (number, _) in shown(office).items()} == SECRETARIAT


def test_every_link_leads_to_what_is_counted(office):
    fill()
    for queue in office.get("/admin/").context["queues"].waiting:
        answer = office.get(queue.address)
        assert answer.status_code == 200, queue.label
        if queue.address.startswith("/admin/") and "periodicjob" not in queue.address:
            assert answer.context["cl"].result_count == 1, queue.label


def test_it_asks_the_same_of_the_empty_and_of_the_full(office, django_assert_num_queries):
    with django_assert_num_queries(STATEMENTS):
        office.get("/admin/")
    fill()
    with django_assert_num_queries(STATEMENTS):
        office.get("/admin/")


@pytest.mark.parametrize(("days", "age"), [(0, "今日から"), (1, "昨日から"), (1200, "1,200日前から")])
def test_the_age_is_that_of_the_oldest(office, days, age):
    f.NameQuestionFactory()
    old = f.NameQuestionFactory()
    NameQuestion.objects.filter(pk=old.pk).update(asked_at=timezone.now() - dt.timedelta(days=days))
    assert shown(office)["名称の照合"] == ("2件", age)
    assert queues.age(today() - dt.timedelta(days=days)) == age


def test_a_late_job_waits_since_it_was_due(office):
    PeriodicJob.objects.filter(name="send_mail").update(due_at=timezone.now() - dt.timedelta(days=3))
    assert shown(office)["止まっている・失敗している定期処理"] == ("1件", "3日前から")


def test_without_a_worker_all_jobs_wait(office):
    PeriodicJob.objects.all().delete()
    assert shown(office)["止まっている・失敗している定期処理"] == (f"{len(JOBS)}件", "")


def test_ward_staff_see_what_is_their_own_wards(ward, arakawa):
    fill()
    koto = f.WardFactory(code="131083", name="江東区", kana="こうとうく")
    for body in (arakawa, koto, koto):
        project = f.ProjectFactory(state="draft", published_on=None)
        f.ProjectPartyFactory(project=project, body=body, role=ProjectParty.Role.LEAD)
        f.EventFactory(host=body, state="draft", published_on=None)
        f.PartnershipFactory(ward=body)
        f.TieProposalFactory(ward=body, project=project)
    assert {label: number for label, (number, _) in shown(ward).items()} == {
        "確認日のない連携・交流": "1件",
        "連携の記録の提案": "1件",
        "連携事業の下書き": "1件",
        "催しの下書き": "1件",
    }
    for queue in ward.get("/admin/").context["queues"].waiting:
        answer = ward.get(queue.address)
        assert answer.status_code == 200, queue.label
        if queue.address.startswith("/admin/"):
            assert answer.context["cl"].result_count == 1, queue.label


def test_who_may_not_deal_with_it_hears_nothing_of_it(sign_in, arakawa_staff, jobs):
    fill()
    page = sign_in(arakawa_staff).get("/admin/")
    assert page.context["queues"] == ([], [])
    assert not any(label in page.text for label in SECRETARIAT)


def test_a_permission_opens_its_queue_alone(sign_in, arakawa_staff, jobs):
    fill()
    arakawa_staff.user_permissions.add(Permission.objects.get(codename="change_namequestion"))
    assert set(shown(sign_in(arakawa_staff))) == {"名称の照合"}


def test_labels_are_told_apart():
    labels = [queue.label for queue in queues.QUEUES]
    assert len(set(labels)) == len(labels)
