import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from common.codes import check_digit
from municipalities import models
from tests.factories.accounts import UserFactory
from tests.factories.files import photo

Kind = models.LocalGovernment.Kind


def code(five: str) -> str:
    return five + check_digit(five)


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = models.Source

    slug = factory.Sequence(lambda n: f"source-{n}")
    title = factory.Sequence(lambda n: f"見本の資料{n}")


class PrefectureFactory(DjangoModelFactory):
    """高知県 unless told otherwise: the cast lives elsewhere, so no code of its bodies is taken."""

    class Meta:
        model = models.LocalGovernment
        django_get_or_create = ["code"]

    code = "390003"
    name = "高知県"
    kana = "こうちけん"
    kind = Kind.PREFECTURE


class LocalGovernmentFactory(DjangoModelFactory):
    """A town; up to 300 in one test have different codes, above all that are real or named by a test."""

    class Meta:
        model = models.LocalGovernment
        django_get_or_create = ["code"]

    prefecture = factory.SubFactory(PrefectureFactory)
    code = factory.LazyAttributeSequence(lambda self, n: code(f"{self.prefecture.code[:2]}{700 + n % 300}"))
    name = factory.Sequence(lambda n: f"見本{n}町")
    kana = "みほんちょう"
    kind = Kind.TOWN


class WardFactory(DjangoModelFactory):
    class Meta:
        model = models.LocalGovernment
        django_get_or_create = ["code"]

    prefecture = factory.SubFactory(
        PrefectureFactory, code="130001", name="東京都", kana="とうきょうと", kind=Kind.PREFECTURE
    )
    code = "131016"
    name = "千代田区"
    kana = "ちよだく"
    kind = Kind.SPECIAL_WARD


class BoundaryChangeFactory(DjangoModelFactory):
    class Meta:
        model = models.BoundaryChange

    effective_on = dt.date(2016, 10, 10)
    kind = models.BoundaryChange.Kind.TO_CITY
    title = factory.Sequence(lambda n: f"見本{n}町の市制施行")


class AssociationFactory(DjangoModelFactory):
    class Meta:
        model = models.Association
        django_get_or_create = ["prefecture", "kind"]

    prefecture = factory.SubFactory(PrefectureFactory)
    kind = models.Association.Kind.TOWNS


class AssociationExceptionFactory(DjangoModelFactory):
    class Meta:
        model = models.AssociationException

    association = factory.SubFactory(AssociationFactory)
    body = factory.SubFactory(LocalGovernmentFactory)
    reason = "見本"


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = models.Company

    slug = factory.Sequence(lambda n: f"company-{n}")
    name = factory.Sequence(lambda n: f"見本{n}株式会社")


class AgreementFactory(DjangoModelFactory):
    """With an association."""

    class Meta:
        model = models.Agreement

    slug = factory.Sequence(lambda n: f"agreement-{n}")
    title = factory.Sequence(lambda n: f"見本の協定{n}")
    association = factory.SubFactory(AssociationFactory)
    signed_on = dt.date(2016, 4, 1)


class CompanyAgreementFactory(AgreementFactory):
    association = None
    company = factory.SubFactory(CompanyFactory)


class InitiativeFactory(DjangoModelFactory):
    class Meta:
        model = models.Initiative

    agreement = factory.SubFactory(AgreementFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "見本の取り組み"


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = models.Facility

    ward = factory.SubFactory(WardFactory)
    name = factory.Sequence(lambda n: f"見本ホール{n}")
    kind = models.Facility.Kind.HALL


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    body = factory.SubFactory(LocalGovernmentFactory)
    registered_on = dt.date(2018, 4, 1)


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = models.Office

    body = factory.SubFactory(LocalGovernmentFactory)
    name = factory.Sequence(lambda n: f"企画{n}課")


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = models.Posting

    office = factory.SubFactory(OfficeFactory)
    user = factory.SubFactory(UserFactory)
    role = models.Posting.Role.EDITOR
    valid_from = dt.date(2020, 4, 1)


class MembershipApplicationFactory(DjangoModelFactory):
    """Waiting for a decision."""

    class Meta:
        model = models.MembershipApplication

    number = factory.Sequence(lambda n: f"A-2025-{n:04}")
    body = factory.SubFactory(LocalGovernmentFactory)
    office_name = factory.Sequence(lambda n: f"連携{n}課")
    phone = "0197-00-0000"
    reason = "雪の活用で、特別区と連携したい（見本）。"
    terms_since = dt.date(2026, 11, 25)
    applicant = factory.SubFactory(UserFactory)
    state = models.MembershipApplication.State.CONFIRMED
    once = factory.Sequence(lambda n: f"{n:064}")


class FactCorrectionFactory(DjangoModelFactory):
    """Of the website, waiting for a decision."""

    class Meta:
        model = models.FactCorrection

    body = factory.SubFactory(LocalGovernmentFactory)
    office = factory.SubFactory(OfficeFactory, body=factory.SelfAttribute("..body"))
    proposed_by = factory.SubFactory(UserFactory)
    before = factory.LazyFunction(lambda: {"website": ""})
    after = factory.LazyFunction(lambda: {"website": "https://www.town.example.jp/"})
    ground = "公式ウェブサイトを移転したため（見本）"


class ApplicationStepFactory(DjangoModelFactory):
    class Meta:
        model = models.ApplicationStep

    application = factory.SubFactory(MembershipApplicationFactory)
    move = "confirm"
    state = models.MembershipApplication.State.CONFIRMED


class MembershipEventFactory(DjangoModelFactory):
    class Meta:
        model = models.MembershipEvent

    membership = factory.SubFactory(MembershipFactory)
    kind = models.MembershipEvent.Kind.REGISTERED


class KnownDomainFactory(DjangoModelFactory):
    class Meta:
        model = models.KnownDomain

    body = factory.SubFactory(LocalGovernmentFactory)
    domain = factory.Sequence(lambda n: f"town{n}.example.jp")


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = models.Invitation

    office = factory.SubFactory(OfficeFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.jp")
    invited_by = factory.SubFactory(UserFactory)


class ProfileFactory(DjangoModelFactory):
    """On show."""

    class Meta:
        model = models.Profile

    body = factory.SubFactory(LocalGovernmentFactory)
    introduction = "雪と温泉の町です（見本）。"
    state = models.Profile.State.PUBLISHED
    published_on = dt.date(2026, 4, 1)


class ProfilePhotoFactory(DjangoModelFactory):
    class Meta:
        model = models.ProfilePhoto

    profile = factory.SubFactory(ProfileFactory)
    image = factory.LazyFunction(photo)
    alt = "見本のマスコット"
    rights_holder = "見本の権利者"
    usable_until = dt.date(2099, 3, 31)


class NameVariantFactory(DjangoModelFactory):
    class Meta:
        model = models.NameVariant

    written = factory.Sequence(lambda n: f"見夲{n}町")
    body = factory.SubFactory(LocalGovernmentFactory)
    prefecture = factory.SelfAttribute("body.prefecture")
    kind = models.NameVariant.Kind.ALIAS


class NameQuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.NameQuestion

    written = factory.Sequence(lambda n: f"見木{n}町")
    letters = factory.SelfAttribute("written")
    on = dt.date(2026, 4, 1)
    verdict = models.partner_lists.Verdict.UNKNOWN
    reason = "当たる団体は見つかりません。"


class NameSightingFactory(DjangoModelFactory):
    class Meta:
        model = models.NameSighting

    question = factory.SubFactory(NameQuestionFactory)
    where = factory.Sequence(lambda n: f"連携.xlsx {n + 2}行目")
    on = dt.date(2026, 4, 1)


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = models.ImportRun

    book = "partnerships"
    file = factory.django.FileField(data=b"\n", filename="list.csv")
    filename = factory.Sequence(lambda n: f"連携{n}.xlsx")
    size = 1
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class ImportRowFactory(DjangoModelFactory):
    class Meta:
        model = models.ImportRow

    run = factory.SubFactory(ImportRunFactory)
    sheet = "連携・交流"
    number = factory.Sequence(lambda n: n + 2)
    outcome = models.ImportRow.Outcome.SAME
    label = "荒川区　岩手県西和賀町　交流協定"


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Partnership

    ward = factory.SubFactory(WardFactory)
    partner = factory.SubFactory(LocalGovernmentFactory)
    kind = models.Partnership.Kind.DISASTER
    started_on = dt.date(2012, 4, 1)


class PartnerListFactory(DjangoModelFactory):
    class Meta:
        model = models.PartnerList

    source = factory.SubFactory(SourceFactory)
    as_of = dt.date(2015, 8, 1)
    sha256 = "0" * 64


class PartnerListEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.PartnerListEntry

    partner_list = factory.SubFactory(PartnerListFactory)
    line = factory.Sequence(lambda n: n + 1)
    body = factory.SubFactory(LocalGovernmentFactory)
    prefecture_name = factory.SelfAttribute("body.prefecture.name")
    printed_name = factory.SelfAttribute("body.name")
    verdict = models.partner_lists.Verdict.EXACT
