"""The doors of the yearly return, but for acceptance (`acceptance`): the campaign, the lines, what goes to and fro."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.dates import fiscal_year_label
from common.moves import Refused
from common.stale import StaleError
from municipalities.models import LocalGovernment
from surveys.models import PartnershipLine, ProjectLine, ReturnCampaign, ReturnEntry, YearlyReturn
from surveys.models.return_lines import LINES
from surveys.returns import telling
from surveys.returns.carry_over import carry_over, take_project, take_tie, with_its_own
from surveys.returns.transitions import CAMPAIGN_MOVES, RETURN_MOVES

State, Kind = YearlyReturn.State, ReturnEntry.Kind
AnyLine = PartnershipLine | ProjectLine

OVERTAKEN = "ほかの人が、この行を先に保存しました。"
#: So many lines are named that stand in the way; the rest is counted.
MOST_NAMED = 10


def _secretariat(by: User) -> None:
    if not by.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied


# --- The campaign -------------------------------------------------------------------------------------


@transaction.atomic
def prepare_campaign(*, fiscal_year: int, due_on: dt.date, guidance: str, by: User) -> ReturnCampaign:
    _secretariat(by)
    campaign = ReturnCampaign(
        fiscal_year=fiscal_year, as_of=ReturnCampaign.day_of(fiscal_year), due_on=due_on, guidance=guidance
    )
    campaign.full_clean()
    campaign.save()
    _record_campaign(campaign, by, "return.prepare", "準備を始めました")
    return campaign


@transaction.atomic
def edit_campaign(*, campaign: ReturnCampaign, due_on: dt.date, guidance: str, by: User) -> ReturnCampaign:
    _secretariat(by)
    campaign = locked_campaign(campaign.pk)
    if campaign.state == ReturnCampaign.State.CLOSED:
        raise Refused("締め切った調査は変えられません。")
    campaign.due_on, campaign.guidance = due_on, guidance
    campaign.full_clean()
    campaign.save()
    _record_campaign(campaign, by, "return.edit", f"提出期限を{due_on:%Y-%m-%d}にしました")
    return campaign


@transaction.atomic
def open_campaign(*, campaign: ReturnCampaign, by: User) -> ReturnCampaign:
    """Ask all special wards of the day, each on the ground of what the ledger says now."""
    _secretariat(by)
    campaign = locked_campaign(campaign.pk)
    _move_campaign(campaign, "open")
    campaign.opened_at = now = timezone.now()
    campaign.save()
    wards = LocalGovernment.objects.on(campaign.as_of).filter(kind=LocalGovernment.Kind.SPECIAL_WARD)
    returns = YearlyReturn.objects.bulk_create(
        YearlyReturn(campaign=campaign, ward=ward, state_since=now) for ward in wards.order_by("code")
    )
    carry_over(campaign, returns)
    telling.of_opening(returns, by)
    _record_campaign(campaign, by, "return.open", f"{len(returns)}区の受付を始めました")
    return campaign


@transaction.atomic
def close_campaign(*, campaign: ReturnCampaign, by: User, missing: list[str]) -> ReturnCampaign:
    """From now on nothing changes. `missing`: the codes of the wards without whose return that is to be, as who closes
    has been shown them; Refused where these are others by now."""
    _secretariat(by)
    campaign = locked_campaign(campaign.pk)
    _move_campaign(campaign, "close")
    left = list(campaign.returns.outstanding().order_by("ward__code").values_list("ward__code", "ward__name"))
    if {code for code, _ in left} != set(missing):
        names = "、".join(name for _, name in left) or "なし"
        raise Refused(f"受理していない区が変わりました（今は{names}）。確かめて、もう一度押してください。")
    campaign.closed_at, campaign.closed_by = timezone.now(), by
    campaign.save()
    without = f"（{'、'.join(name for _, name in left)}の回答なし）" if left else ""
    _record_campaign(campaign, by, "return.close", f"締め切りました{without}")
    return campaign


def locked_campaign(pk: int) -> ReturnCampaign:
    return ReturnCampaign.objects.select_for_update().get(pk=pk)


def _move_campaign(campaign: ReturnCampaign, name: str) -> None:
    move = CAMPAIGN_MOVES[name]
    move.check(campaign.state, campaign.get_state_display())
    campaign.state = move.target


def _record_campaign(campaign: ReturnCampaign, by: User, verb: str, what: str) -> None:
    record(
        by=by,
        verb=verb,
        target=f"surveys.returncampaign:{campaign.pk}",
        summary=f"連携状況調査（{fiscal_year_label(campaign.fiscal_year)}）：{what}。"[:500],
    )


# --- Lines --------------------------------------------------------------------------------------------


def locked_return(pk: int) -> YearlyReturn:
    rows = YearlyReturn.objects.select_for_update(of=("self",)).select_related("campaign", "ward")
    return rows.get(pk=pk)


def editable_return(pk: int, by: User) -> YearlyReturn:
    """The return, locked, for who may write in it now."""
    found = locked_return(pk)
    if not by.has_perm("surveys.fill_yearlyreturn", found):
        raise PermissionDenied
    if not found.is_editable:
        state = "締切" if not found.campaign.is_open else found.get_state_display()
        raise Refused(f"現在の状態が「{state}」のため、内容を変えられません。")
    return found


def touch(found: YearlyReturn, by: User) -> None:
    """A line has changed: so has the return."""
    if found.state == State.UNTOUCHED:
        found.state, found.state_since = RETURN_MOVES["begin"].target, timezone.now()
    found.version += 1
    found.changed_at, found.changed_by = timezone.now(), by
    found.save()


def _locked_line(found: YearlyReturn, line: AnyLine, version: int | None) -> AnyLine:
    locked = type(line).objects.select_for_update().get(pk=line.pk, yearly_return=found)
    locked.yearly_return = found
    if version is not None and locked.version != version:
        raise StaleError(OVERTAKEN)
    return locked


@transaction.atomic
def write_line(
    *,
    yearly_return: YearlyReturn,
    line: AnyLine,
    values: dict[str, Any],
    by: User,
    version: int | None = None,
) -> AnyLine:
    """Save a line: a new one (not written yet), or one that nobody else has saved since `version`."""
    found = editable_return(yearly_return.pk, by)
    if line.pk:
        line = _locked_line(found, line, version)
        line.version += 1
    line.yearly_return, line.changed_by = found, by
    partners = values.get("partners")
    for name, value in values.items():
        if name != "partners":
            setattr(line, name, value)
    line.clean_fields()
    line.clean() if partners is None else line.clean_partners(partners)
    line.validate_constraints()
    line.save()
    if partners is not None:
        line.partners.set(partners)
    touch(found, by)
    return line


@transaction.atomic
def continue_line(*, yearly_return: YearlyReturn, line: AnyLine, by: User) -> AnyLine:
    """「継続」 in one press: whatever was typed before, the record goes on as it was carried over."""
    found = editable_return(yearly_return.pk, by)
    line = _locked_line(found, line, None)
    if line.is_new:
        raise Refused("新しい行は「継続」にできません。")
    _continue(line, by)
    touch(found, by)
    return line


@transaction.atomic
def continue_rest(*, yearly_return: YearlyReturn, by: User) -> int:
    """The same for all lines that nobody has answered; how many."""
    found = editable_return(yearly_return.pk, by)
    number = 0
    for model in LINES.values():
        for line in _locked_lines(model, found).unanswered():
            line.yearly_return = found
            _continue(line, by)
            number += 1
    if number:
        touch(found, by)
    return number


def _locked_lines(model: type[AnyLine], found: YearlyReturn):
    lines = model.objects.select_for_update().filter(yearly_return=found)
    return lines.prefetch_related("partners") if model is ProjectLine else lines


def _continue(line: AnyLine, by: User) -> None:
    line.restore()
    line.status, line.changed_by = line.CONTINUED, by
    line.version += 1
    line.save()
    if isinstance(line, ProjectLine) and line.facts() != line.base:
        line.partners.set(line.base["partners"])


@transaction.atomic
def renew_line(*, yearly_return: YearlyReturn, line: AnyLine, by: User) -> AnyLine:
    """Carry the record over once more, as the ledger has it by now; the line is to be answered anew."""
    found = editable_return(yearly_return.pk, by)
    line = _locked_line(found, line, None)
    if line.is_new:
        raise Refused("新しい行には、引き継ぐ記録がありません。")
    if isinstance(line, PartnershipLine):
        take_tie(line, line.record)
    else:
        project = with_its_own(type(line.record).objects.filter(pk=line.record_id)).get()
        take_project(line, project, found.campaign)
        line.partners.set(line.base["partners"])
    line.status, line.changed_by = "", by
    line.version += 1
    line.save()
    touch(found, by)
    return line


@transaction.atomic
def remove_line(*, yearly_return: YearlyReturn, line: AnyLine, by: User) -> None:
    """Only what the ward itself has added: what is registered is answered, never left out."""
    found = editable_return(yearly_return.pk, by)
    line = _locked_line(found, line, None)
    if not line.is_new:
        raise Refused("登録のある行は削除できません。終わったものは「終了」を選んでください。")
    line.delete()
    touch(found, by)


# --- To and fro ---------------------------------------------------------------------------------------


@transaction.atomic
def submit_return(*, yearly_return: YearlyReturn, by: User, version: int) -> YearlyReturn:
    """Hand it in as it was read (`version`); Refused while a line is not answered or cannot be so."""
    found = locked_return(yearly_return.pk)
    if not by.has_perm("surveys.submit_yearlyreturn", found):
        raise PermissionDenied
    running(found)
    name = "resubmit" if found.state == State.RETURNED else "submit"
    RETURN_MOVES[name].check(found.state, found.get_state_display())
    if found.version != version:
        raise StaleError(
            "ほかの人が、この調査の内容を先に変えました。内容を確かめて、もう一度提出してください。"
        )
    if faults := faults_of(found):
        more = f"　ほか{len(faults) - MOST_NAMED}件" if len(faults) > MOST_NAMED else ""
        raise Refused("次の行を直してから提出してください。　" + "　".join(faults[:MOST_NAMED]) + more)
    entry = move_return(found, name, by, is_of_secretariat=False)
    telling.of_entry(entry, by)
    return found


def faults_of(found: YearlyReturn) -> list[str]:
    """What is missing or wrong in the lines, each by the line and the field."""
    faults = []
    for model in LINES.values():
        for line in model.objects.filter(yearly_return=found).for_list():
            line.yearly_return = found
            if not line.is_answered:
                faults.append(f"「{line}」の「状況」を選んでください。")
                continue
            try:
                line.clean_fields()
                line.clean()
            except ValidationError as error:
                faults += [f"「{line}」の{text}" for text in _named(model, error)]
    return faults


def _named(model: type[AnyLine], error: ValidationError) -> list[str]:
    return [
        f"「{model._meta.get_field(name).verbose_name}」：{text}"
        for name, errors in error.error_dict.items()
        for text in ValidationError(errors).messages
    ]


@transaction.atomic
def send_back(*, yearly_return: YearlyReturn, by: User, reason: str) -> YearlyReturn:
    """The ward puts right what is amiss; what was said of single lines (`comment`) stays beside them."""
    _secretariat(by)
    found = locked_return(yearly_return.pk)
    running(found)
    RETURN_MOVES["return"].check(found.state, found.get_state_display())
    if not reason.strip():
        raise ValidationError({"reason": "差し戻す理由を入力してください。"})
    entry = move_return(found, "return", by, is_of_secretariat=True, text=reason.strip())
    telling.of_entry(entry, by)
    return found


@transaction.atomic
def comment(*, yearly_return: YearlyReturn, by: User, text: str, line: AnyLine | None = None) -> ReturnEntry:
    """Say something of the return or of one of its lines. The other side is told of what is said of the whole; what is
    said of a line it reads beside that, when the return comes back."""
    found = locked_return(yearly_return.pk)
    is_of_secretariat = found.posting_of(by) is None
    if is_of_secretariat:
        _secretariat(by)
    elif not by.has_perm("surveys.fill_yearlyreturn", found):
        raise PermissionDenied
    running(found)
    if not text.strip():
        raise ValidationError({"text": "コメントを入力してください。"})
    about = {"sheet": line.SHEET, "line": line.pk, "line_label": str(line)[:300]} if line else {}
    entry = ReturnEntry.objects.create(
        yearly_return=found,
        kind=Kind.COMMENT,
        text=text.strip(),
        user=by,
        at=timezone.now(),
        is_of_secretariat=is_of_secretariat,
        **about,
    )
    if line is None:
        telling.of_entry(entry, by)
    return entry


def running(found: YearlyReturn) -> None:
    if not found.campaign.is_open:
        raise Refused(f"この調査は「{found.campaign.get_state_display()}」です。")


def move_return(
    found: YearlyReturn, name: str, by: User, *, is_of_secretariat: bool, text: str = ""
) -> ReturnEntry:
    now = timezone.now()
    found.state, found.state_since = RETURN_MOVES[name].target, now
    found.version += 1
    found.save()
    entry = ReturnEntry.objects.create(
        yearly_return=found, kind=name, text=text, user=by, at=now, is_of_secretariat=is_of_secretariat
    )
    record(
        by=by,
        verb=f"return.{name}",
        target=f"surveys.yearlyreturn:{found.pk}",
        summary=f"{found}：{found.get_state_display()}。{text}"[:500],
    )
    return entry
