"""Records that the real data and the sample world lack, so that `tests.pages` has a page of each type."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from accounts.models import User
from bulletin.models import Response, Thread
from common.dates import today
from municipalities.actions.applications import send_back
from municipalities.models import LocalGovernment, Office
from portal.demo import DOMAIN
from surveys.answering.submitting import put_down
from surveys.models import PartnershipLine, Survey, YearlyReturn
from tests.factories import (
    AnswerFactory,
    ApplicationStepFactory,
    CodingCategoryFactory,
    FacilityFactory,
    FactCorrectionFactory,
    ImportRowFactory,
    ImportRunFactory,
    InvitationFactory,
    MembershipApplicationFactory,
    MessageFileFactory,
    NoticeFactory,
    ProfilePhotoFactory,
    QuestionFactory,
    ReleaseFactory,
    ReleaseTableFactory,
    ResponsePartnerFactory,
    ThreadFileFactory,
    ThreadPartnerFactory,
    TopicFactory,
    TopicPhotoFactory,
    UserFactory,
)
from tests.surveys.results.samples import answered_by, publish_at_once


def member_samples() -> None:
    """What the sample world lacks of the members' area, so that MEMBER_PAGES has one of each."""
    bodies = LocalGovernment.objects.on(today())
    jimukyoku = User.objects.get(email=f"jimukyoku@{DOMAIN}")
    for number, (name, code) in enumerate((("shinsei", "033022"), ("sashimodoshi", "033031")), 1):
        application = MembershipApplicationFactory(
            number=f"A-2025-{number:04}",
            body=bodies.get(code=code),
            office_name="企画課",
            applicant=UserFactory(email=f"{name}@{DOMAIN}", name="申請 見本"),
        )
        ApplicationStepFactory(application=application)
    send_back(application=application, by=jimukyoku, reason="担当の課の名称をご確認ください。")
    kitakami = bodies.get(code="032069")
    room = Response.objects.get(thread__number=f"B-{today().year}-0002", place=1)
    ResponsePartnerFactory(response=room, body=kitakami)
    ThreadPartnerFactory(thread=Thread.objects.get(number=f"B-{today().year}-0016"), body=kitakami)
    ThreadFileFactory(thread=room.thread, title="会場の図面")
    MessageFileFactory(message=room.messages.said().first(), title="出店の内容")
    arakawa = User.objects.get(email=f"arakawa@{DOMAIN}")
    office = Office.objects.get(mailbox=f"131181@{DOMAIN}")
    InvitationFactory(office=office, email="shinnin@example.jp", invited_by=arakawa)
    FacilityFactory(ward=office.body, name="見本の区民会館")
    ProfilePhotoFactory(profile__body=bodies.get(code="033669"))
    masuda = Office.objects.get(mailbox=f"322041@{DOMAIN}")
    FactCorrectionFactory(pk=1, body=masuda.body, office=masuda)
    ReleaseFactory(pk=2000, fiscal_year=2024, prepared_by=arakawa)
    ReleaseTableFactory(release=ReleaseFactory(pk=2001, published=True))
    survey = answered_by(municipalities_of_sample(), slug="mihon-final", first=9000)
    CodingCategoryFactory(pk=9000, question=survey.questions.get(pk=9007), name="人手")
    running = Survey.objects.get(title__contains="意向調査")
    QuestionFactory(pk=502, order=50, survey=Survey.objects.get(state=Survey.State.DRAFT))
    people = {"office": "企画課", "person": "見本 花子", "phone": "", "mailbox": ""}
    one = running.questions.get(kind="one")
    typed = {f"q{one.pk}": ["3"], "office": ["企画課"], "person": ["見本 花子"]}
    AnswerFactory(target=running.targets.get(body__code="033669"), typed=typed)
    handed_in = running.targets.get(body=kitakami)
    put_down(target=handed_in, content={}, people=people, by=None, door="member", state="submitted")
    returned = YearlyReturn.objects.get(ward=office.body)
    PartnershipLine.objects.create(
        pk=3000, yearly_return=returned, status="new", partner=kitakami, kind="exchange"
    )
    run = ImportRunFactory(pk=3000, book=f"return-{returned.pk}", by=arakawa, state="ready")
    ImportRowFactory(run=run, sheet="連携・交流", outcome="new", is_accepted=True)
    with_factors = User.objects.get(email=f"arakawa-kessai@{DOMAIN}")
    totp.TOTP.activate(with_factors, totp.generate_totp_secret())
    RecoveryCodes.activate(with_factors)
    Authenticator.objects.create(
        pk=1000,
        user=with_factors,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "執務用の端末", "credential": {}},
    )


def municipalities_of_sample() -> list[LocalGovernment]:
    """Of every kind and size, a town without an answer last."""
    bodies = LocalGovernment.objects.on(today()).select_related("prefecture")
    return [*bodies.filter(code__startswith="03").municipalities()[:8], *bodies.special_wards()[:2]]


class SampleResult:
    """A published result. Nothing deletes one: it is public while it is needed, and then put away."""

    def __init__(self):
        if Survey.objects.filter(slug="mihon").update(state="published"):
            return
        values = {"slug": "mihon", "is_anonymous": False, "smallest_cell": 3}
        publish_at_once(answered_by(municipalities_of_sample(), **values), UserFactory())

    def delete(self):
        Survey.objects.filter(slug="mihon").update(state="final")


def samples() -> list:
    """What the real data does not hold yet, so that PAGES has one of each; a topic with all that it may have."""
    topic = TopicFactory(
        number="T-2026-0001",
        title="雪まつりを開催します。雪の学校、雪あかりの夕べ、特産品の市もあります（見本）",
        sender=LocalGovernment.objects.on(today()).get(code="033669"),
        body="## 催しの内容\n\n雪の滑り台と、かまくら。\n\n- 特産品の市\n- 雪の学校",
        place="西和賀町",
        starts_on=today(),
    )
    photo = TopicPhotoFactory(topic=topic, alt="雪の滑り台で遊ぶ子どもたち", rights_holder="西和賀町")
    notice = NoticeFactory(number="N-2026-0001", title="シンポジウムの参加者を募集します（見本）")
    return [photo, topic, notice, SampleResult()]
