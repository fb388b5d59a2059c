"""The doors of yearly releases: prepared by one of the secretariat, published or sent back by another."""

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.dates import fiscal_year_label, today, wareki
from common.moves import Refused
from municipalities.models import PartnerList, Source
from portal.models import Figure, Release, ReleaseRemark, ReleaseTable
from portal.releases import told
from portal.releases.printed import printed_contents
from portal.statistics.content import RULES, Content, canonical, contents
from portal.statistics.ledger import Ledger
from portal.statistics.tables import FIRST_YEAR, reporting_day, years_to


class BrokenReleaseError(Refused):
    """A frozen table is not what was frozen: somebody has been at the database itself. Who publishes is told so."""


def years_to_close() -> list[int]:
    """The fiscal years whose 1 August has come and that are neither published nor waiting, newest first; none of the
    years whose figures documents have published."""
    taken = set(Release.objects.exclude(state=Release.State.RETURNED).values_list("fiscal_year", flat=True))
    printed = Figure.objects.last_published("T1", "union")
    first = printed.fiscal_year + 1 if printed else FIRST_YEAR
    return [year for year in reversed(years_to(today())) if year >= first and year not in taken]


@transaction.atomic
def prepare(*, year: int, by: User) -> Release:
    """Freeze the tables of a fiscal year as the records tell them now, and ask the secretariat's others to look."""
    _allowed(by)
    if year not in years_to_close():
        raise ValidationError(_why_not(year))
    day = reporting_day(year)
    release = _frozen(
        Release(fiscal_year=year, as_of=day, prepared_by=by), contents(day, Ledger.load()), timezone.now()
    )
    _record(release, by, "release.prepare", "作成し、確認を依頼しました")
    told.of_prepared(release)
    return release


@transaction.atomic
def publish(*, release: Release, by: User) -> Release:
    """A second person has looked: from now on it is public, and nobody changes it."""
    release = _open(release, by)
    if release.prepared_by_id == by.pk:
        raise ValidationError("作成した人とは別の人が確認してください。")
    check(release)
    release.state, release.decided_by, release.decided_at = Release.State.PUBLISHED, by, timezone.now()
    release.save()
    _record(release, by, "release.publish", "確認し、公表しました")
    told.of_decision(release)
    return release


@transaction.atomic
def send_back(*, release: Release, by: User, reason: str) -> Release:
    """Something is amiss: the records are put right, and it is prepared anew. This one stays on record. Who prepared
    it may take it back as well."""
    release = _open(release, by)
    if not reason.strip():
        raise ValidationError({"reason": "差し戻す理由を入力してください。"})
    release.state, release.decided_by, release.decided_at = Release.State.RETURNED, by, timezone.now()
    release.reason = reason.strip()
    release.save()
    _record(release, by, "release.return", f"差し戻しました（{release.reason}）")
    told.of_decision(release)
    return release


@transaction.atomic
def remark(*, release: Release, table: str, text: str, by: User) -> ReleaseRemark:
    """Say why figures of a published table are others today."""
    _allowed(by)
    if release.state != Release.State.PUBLISHED:
        raise ValidationError("改訂の理由を記せるのは、公表した年次統計だけです。")
    noted = ReleaseRemark.objects.create(release=release, table=table, text=text, by=by, at=timezone.now())
    _record(release, by, "release.remark", f"{table}の改訂の理由を記しました（{text}）")
    return noted


@transaction.atomic
def release_of_document(*, source: Source, partner_list: PartnerList) -> Release:
    """What a document published: its figures and its list as they were printed. Made once."""
    year = partner_list.as_of.year
    made = Release.objects.published().filter(fiscal_year=year).first()
    if made:
        return made
    now = timezone.now()
    release = Release(
        fiscal_year=year,
        as_of=partner_list.as_of,
        source=source,
        state=Release.State.PREPARED,
    )
    release = _frozen(release, printed_contents(partner_list), now)
    release.state, release.decided_at = Release.State.PUBLISHED, now
    release.save()
    _record(release, None, "release.publish", f"「{source}」から登録しました")
    return release


def check(release: Release) -> None:
    """BrokenReleaseError where a table or the whole is not what its hash says."""
    for table in release.tables.all():
        if sha256(table.text.encode()).hexdigest() != table.sha256:
            raise BrokenReleaseError(f"{release}の{table.key}が、確定したときの内容と違います。")
    if release.digest() != release.sha256:
        raise BrokenReleaseError(f"{release}のハッシュが、確定した内容と合いません。")


def _frozen(release: Release, tables: Iterable[Content], now: dt.datetime) -> Release:
    release.prepared_at, release.rules = now, RULES
    release.save()
    texts = [(content["table"], canonical(content)) for content in tables]
    ReleaseTable.objects.bulk_create(
        ReleaseTable(release=release, key=key, text=text, sha256=sha256(text.encode()).hexdigest())
        for key, text in texts
    )
    release.sha256 = release.digest()
    release.save()
    return release


def _allowed(by: User) -> None:
    if not by.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied


def _open(release: Release, by: User) -> Release:
    _allowed(by)
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state != Release.State.PREPARED:
        raise ValidationError(f"この年次統計は、{release.get_state_display()}になっています。")
    return release


def _why_not(year: int) -> str:
    label = fiscal_year_label(year)
    if reporting_day(year) > today():
        return f"{label}の基準日（{wareki(reporting_day(year))}）は、まだ来ていません。"
    return f"{label}の統計は、公表済みか、確認を待っています。"


def _record(release: Release, by: User | None, verb: str, what: str) -> None:
    record(
        by=by,
        verb=verb,
        target=f"portal.release:{release.pk}",
        summary=f"{release}を{what}。"[:500],
        data={"sha256": release.sha256},
    )
