"""A whole year of the 23 wards, half of them on the pages, half of them by Excel: the statistics of the day are what
the accepted lines say."""

import datetime as dt
from collections import defaultdict

import pytest
from django.urls import reverse

from municipalities.models import Partnership
from portal.models import Release
from portal.statistics.content import contents
from portal.statistics.ledger import Ledger
from projects.models import Field, Project, ProjectParty
from surveys.models import PartnershipLine, ProjectLine, YearlyReturn
from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    CompanyAgreementFactory,
    EventFactory,
    LocalGovernmentFactory,
    MembershipFactory,
    PartnershipFactory,
    PostingFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
)
from tests.surveys.returns.filling import (
    Table,
    all_wards,
    done,
    file_of,
    handed_in,
    last_august,
    officer_of,
    opened,
    return_of,
    sent,
    taken_over,
)

YEAR = last_august()
DAY = dt.date(YEAR, 8, 1)
#: What each ward says of its second project, in turn.
SECOND = ("cancelled", "postponed", "ended")
LABELS = {"cancelled": "中止", "postponed": "延期", "ended": "終了"}


class Ward:
    """A ward, its partners, and what the ledger says of it before the campaign."""

    def __init__(self, place: int, body):
        self.place, self.body = place, body
        self.officer = officer_of(body)
        self.partners = LocalGovernmentFactory.create_batch(5)
        first, second, third, *_ = self.partners
        PartnershipFactory(ward=body, partner=first, kind="sister", started_on=dt.date(1990, 4, 1))
        PartnershipFactory(ward=body, partner=second, kind="disaster", evidence="古い協定書")
        PartnershipFactory(ward=body, partner=third, kind="exchange")
        self.first = self._project(f"{body.name}の祭り", first)
        self.second = self._project(f"{body.name}の森", third)

    def _project(self, title, partner) -> Project:
        project = ProjectFactory(title=title, field=list(Field)[self.place % 5])
        ProjectPartyFactory(project=project, body=self.body, role=ProjectParty.Role.LEAD)
        ProjectPartyFactory(project=project, body=partner)
        ProjectYearFactory(project=project, fiscal_year=YEAR - 1)
        return project

    @property
    def answer(self) -> str:
        return SECOND[self.place % 3]


@pytest.fixture
def wards(db):
    return [Ward(place, body) for place, body in enumerate(all_wards())]


@pytest.fixture
def rest(nishiwaga):
    """What the return does not ask about, and the tables count all the same."""
    AgreementFactory(association=AssociationFactory(prefecture=nishiwaga.prefecture))
    CompanyAgreementFactory()
    MembershipFactory(body=nishiwaga)
    EventFactory(fiscal_year=YEAR, starts_on=DAY, is_joint=True)


def line(found, sheet, **names):
    model = {"partnerships": PartnershipLine, "projects": ProjectLine}[sheet]
    return model.objects.get(yearly_return=found, **names)


def fill_in(client, ward: Ward, found: YearlyReturn) -> None:
    """On the pages."""
    base = found.get_absolute_url()
    first, second, third, fourth, fifth = ward.partners

    def of(one) -> str:
        return f"{base}{one.SHEET}/{one.pk}/"

    assert client.post(f"{of(line(found, 'partnerships', partner=first))}continue/").status_code == 302
    changed = of(line(found, "partnerships", partner=second))
    done(sent(client, changed, status="changed", evidence="新しい協定書", started_on="平成24年5月"))
    ended = of(line(found, "partnerships", partner=third))
    done(sent(client, ended, status="ended", ended_on=f"{YEAR}-04-01"))
    new = {"partner": fourth.code, "kind": "cooperation", "started_on": f"{YEAR}-05-01"}
    done(sent(client, f"{base}partnerships/new/", **new))
    festival = {
        "status": "changed",
        "title": f"{ward.body.name}の大祭り",
        "results": "盛況",
        "participants": "1,200",
    }
    festival |= {"partners": f"{first.code}\n{fifth.code}", "budget_yen": "３００００００"}
    done(sent(client, of(line(found, "projects", record=ward.first)), **festival))
    done(sent(client, of(line(found, "projects", record=ward.second)), status=ward.answer))
    school = {"title": f"{ward.body.name}の学校", "scope": "wards", "field": "tourism", "summary": "雪の学校"}
    school |= {"partners": fourth.code, "progress": "planned", "plan": "冬に行う"}
    done(sent(client, f"{base}projects/new/", **school))


def fill_file(client, ward: Ward, found: YearlyReturn) -> None:
    """The same by Excel."""
    first, second, third, fourth, fifth = ward.partners
    book = file_of(client, found)
    ties, projects = Table(book, "連携・交流"), Table(book, "連携事業")
    ties.write(ties.row_of("連携先", first.code), 状況="継続")
    row = ties.row_of("連携先", second.code)
    ties.write(row, 状況="変更", 根拠="新しい協定書", 開始日="平成24年5月")
    ties.write(ties.row_of("連携先", third.code), 状況="終了", 終了日=f"{YEAR}-04-01")
    ties.add(状況="新規", 連携先=fourth.code, 種別="連携協定", 開始日=f"{YEAR}-05-01")
    row = projects.row_of("事業番号", ward.first.number)
    projects.write(row, 状況="変更", 事業名=f"{ward.body.name}の大祭り", 連携先=f"{first.code}、{fifth.code}")
    year = {"今年度の実績": "盛況", "今年度の参加者数（人）": "1,200", "今年度の事業費（円）": "3000000"}
    projects.write(row, **year)
    projects.write(projects.row_of("事業番号", ward.second.number), 状況=LABELS[ward.answer])
    new = {"事業名": f"{ward.body.name}の学校", "区分": "各区実施", "分野": "観光振興", "概要": "雪の学校"}
    projects.add(状況="新規", 連携先=fourth.code, 今年度の実施="計画", 今年度の計画="冬に行う", **new)
    page = handed_in(client, found, book)
    assert [row.outcome for row in page.context["page_obj"]].count("fault") == 0, page.text
    taken_over(client, page)


def accepted_lines():
    state = YearlyReturn.State.ACCEPTED
    ties = PartnershipLine.objects.filter(yearly_return__state=state).exclude(status="ended")
    projects = ProjectLine.objects.filter(yearly_return__state=state).exclude(status="ended")
    return (
        list(ties.select_related("yearly_return__ward", "partner__prefecture")),
        list(projects.select_related("yearly_return__ward", "record").prefetch_related("partners")),
    )


def counts(table: dict) -> dict[tuple[str, str], int]:
    return {(one["row"], one["column"]): one["value"] for one in table["counts"]}


def rows(table: dict) -> list[dict]:
    keys = [column["key"] for column in table["columns"]]
    return [dict(zip(keys, row, strict=True)) for row in table["rows"]]


@pytest.fixture
def closed(wards, rest, secretariat, secretariat_office, sign_in):
    """The whole year; the tables before it, and what it made."""
    before = {one["table"]: one for one in contents(DAY, Ledger.load())}
    office = sign_in(secretariat)
    campaign = opened(secretariat, YEAR)
    for ward in wards:
        found, client = return_of(campaign, ward.body), sign_in(ward.officer)
        (fill_in if ward.place % 2 else fill_file)(client, ward, found)
        done(sent(client, f"{found.get_absolute_url()}submit/"))
    for ward in wards[:2]:  # one of each kind is sent back, and handed in again
        found, client = return_of(campaign, ward.body), sign_in(ward.officer)
        address = found.get_absolute_url()
        about = line(found, "partnerships", partner=ward.partners[3])
        done(sent(office, f"{address}partnerships/{about.pk}/comment/", text="根拠は何ですか。"))
        done(sent(office, f"{address}return/", reason="根拠を入れてください。"))
        assert "根拠は何ですか。" in client.get(address).text
        if ward.place % 2:
            done(sent(client, f"{address}partnerships/{about.pk}/", evidence="協定書（5月）"))
        else:
            book = file_of(client, found)
            ties = Table(book, "連携・交流")
            ties.write(ties.row_of("連携先", about.partner.code), 根拠="協定書（5月）")
            taken_over(client, handed_in(client, found, book))
        done(sent(client, f"{address}submit/"))
        assert return_of(campaign, ward.body).state == "resubmitted"
    for ward in wards:
        done(sent(office, f"{return_of(campaign, ward.body).get_absolute_url()}accept/"))
    answer = sent(office, reverse("portal:close_returns", args=[YEAR]))
    done(answer)
    release = Release.objects.get(fiscal_year=YEAR)
    assert answer.url == reverse("portal:prepared_release", args=[release.pk])
    return before, {table.key: table.content for table in release.tables.all()}


def test_the_statistics_of_the_day_are_what_the_accepted_lines_say(closed, wards, nishiwaga):
    before, after = closed
    ties, projects = accepted_lines()
    assert (len(ties), len(projects)) == (23 * 3, 23 * 3 - 7)
    assert set(after) == {f"T{n}" for n in range(1, 10)}

    # What the return does not ask about is as it was.
    for key in ("T2", "T4", "T8"):
        assert counts(after[key]) == counts(before[key]) if "counts" in after[key] else True
        assert after[key].get("rows") == before[key].get("rows")

    # Who is linked, and by what.
    partners = {one.partner.code for one in ties}
    t1 = counts(after["T1"])
    covered = {nishiwaga.code}
    assert t1[str(YEAR), "ties"] == len(partners) == 23 * 3
    assert t1[str(YEAR), "members"] == 1
    assert t1[str(YEAR), "union"] == len(partners | covered)
    assert counts(after["T5"])["390003", "all"] == len(partners)
    assert counts(after["T5"])["total", "total"] == len(partners)
    shown = {
        (row["code"], row["ward_code"], row["tie_kind"], row["since"])
        for row in rows(after["T6"])
        if row["basis"] == "連携・交流"
    }
    expected = set()
    for one in ties:
        since = one.started_on.isoformat()[: {"day": 10, "month": 7}[one.started_precision]]
        ward = one.yearly_return.ward.code
        expected.add((one.partner.code, ward, one.get_kind_display(), since))
    assert shown == expected

    # What is done.
    t3 = counts(after["T3"])
    off = [one for one in projects if one.status in ("cancelled", "postponed")]
    planned = [one for one in projects if one not in off and one.progress == "planned"]
    assert t3[str(YEAR), "wards"] == t3[str(YEAR), "total"] == len(projects)
    assert t3[str(YEAR), "called_off"] == len(off) == 16
    assert t3[str(YEAR), "planned"] == len(planned) == 23
    assert t3[str(YEAR), "done"] == len(projects) - len(off) - len(planned) == 23
    listed = {
        (
            *(row["title"], row["field"], row["ward_code"], row["partner_code"], row["status"]),
            *(row["plan"], row["results"], row["budget_yen"], row["participants"]),
        )
        for row in rows(after["T7"])
    }
    assert listed == {
        (
            *(one.title, one.get_field_display(), one.yearly_return.ward.code, partner.code),
            one.get_status_display() if one in off else one.get_progress_display(),
            *(one.plan or None, one.results or None, one.budget_yen, one.participants),
        )
        for one in projects
        for partner in one.partners.all()
    }

    # Each ward.
    t9 = counts(after["T9"])
    of_ward = defaultdict(set)
    for one in ties:
        of_ward[one.yearly_return.ward.code, "partners"].add(one.partner.code)
        of_ward[one.yearly_return.ward.code, one.kind].add(one.partner.code)
    for one in projects:
        of_ward[one.yearly_return.ward.code, "projects"].add(one.title)
        of_ward[one.yearly_return.ward.code, f"field-{one.field}"].add(one.title)
    assert t9 == {key: len(of_ward[key]) for key in t9}
    _the_ledger_is_as_of_the_day(wards)


def _the_ledger_is_as_of_the_day(wards) -> None:
    for ward in wards:
        first, second, third, fourth, _ = ward.partners
        by_partner = {tie.partner_id: tie for tie in Partnership.objects.filter(ward=ward.body)}
        assert by_partner[first.pk].confirmed_on == DAY
        assert (by_partner[second.pk].evidence, by_partner[second.pk].confirmed_on) == ("新しい協定書", DAY)
        assert (by_partner[third.pk].ended_on, by_partner[third.pk].confirmed_on) == (
            dt.date(YEAR, 4, 1),
            None,
        )
        assert by_partner[fourth.pk].source.slug == f"yearly-return-{YEAR}"


def test_without_all_returns_the_missing_wards_are_named_and_confirmed(
    wards, secretariat, secretariat_office, sign_in
):
    campaign, office = opened(secretariat, YEAR), sign_in(secretariat)
    address = reverse("portal:close_returns", args=[YEAR])
    page = office.get(address)
    assert "荒川区（未着手）" in page.text
    codes = [ward.body.code for ward in wards]
    refused = sent(office, address, missing=codes[1:])
    assert refused.status_code == 422
    campaign.refresh_from_db()
    assert campaign.is_open
    done(sent(office, address, missing=codes))
    campaign.refresh_from_db()
    assert campaign.state == "closed"
    assert Release.objects.get().fiscal_year == YEAR
    assert sent(office, address, missing=codes).status_code == 422
    found = return_of(campaign, wards[0].body)
    client = sign_in(wards[0].officer)
    assert "変えられません" in sent_anyway(client, found).text


def sent_anyway(client, found):
    one = line(found, "partnerships", kind="sister")
    return client.post(f"{found.get_absolute_url()}partnerships/{one.pk}/continue/", follow=True)


def test_before_its_day_a_year_is_not_closed(secretariat, secretariat_office, sign_in, arakawa):
    """The tables cannot be frozen yet: the campaign stays as it is."""
    campaign, office = opened(secretariat, YEAR + 1), sign_in(secretariat)
    answer = sent(office, reverse("portal:close_returns", args=[YEAR + 1]), missing=[arakawa.code])
    assert "まだ来ていません" in answer.text
    campaign.refresh_from_db()
    assert campaign.is_open


def test_who_closes_is_of_the_secretariat(wards, secretariat, secretariat_office, sign_in):
    opened(secretariat, YEAR)
    address = reverse("portal:close_returns", args=[YEAR])
    assert sign_in(wards[0].officer).get(address).status_code == 404
    viewer = PostingFactory(office=secretariat_office, role="viewer").user
    assert sign_in(viewer).get(address).status_code == 403
