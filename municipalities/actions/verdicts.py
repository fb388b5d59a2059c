"""What people say that written names mean: remembered for all files, and taken back again."""

from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.dates import today, wareki
from common.moves import Refused
from common.text import letters
from municipalities.actions.partner_lists import read_again
from municipalities.models import LocalGovernment, NameQuestion, NameVariant


@transaction.atomic
def decide_name(
    *, question: NameQuestion, body: LocalGovernment | None, reason: str, by: User
) -> NameVariant:
    """The name means this body (None: none at all), in files of any day; lists that were taken in are read anew."""
    question = _locked(question)
    if not question.is_waiting:
        raise Refused(
            f"この名称は、すでに{question.decided_by.name}さんが「{question.answer}」と判断しました。"
        )
    reason = reason.strip()
    if not reason and (body is None or body.pk not in question.candidates):
        raise Refused("理由を入力してください。候補から選ぶときだけ、省略できます。")
    if body and not body.exists_on(question.on):
        raise Refused(
            f"{body}は、{wareki(question.on)}の団体ではありません。その日にあった団体を選んでください。"
        )
    _refuse_second(question)
    variant = NameVariant.objects.create(
        written=question.written,
        prefecture=question.prefecture,
        kind=NameVariant.Kind.VERDICT,
        body=body,
        reason=reason or f"候補の{body}を選択",
        decided_by=by,
        decided_on=today(),
    )
    question.state, question.variant = NameQuestion.State.DECIDED, variant
    question.decided_by, question.decided_at = by, timezone.now()
    question.save(update_fields=["state", "variant", "decided_by", "decided_at"])
    _note(question, by, "decide", f"「{question.answer}」と判断", reason=variant.reason)
    read_again(name=question.letters, by=by)
    return variant


@transaction.atomic
def undo_verdict(*, question: NameQuestion, by: User) -> None:
    """The name waits again, and lists are read without the verdict. Refused where somebody has since made more of a
    tie that the verdict led to."""
    question = _locked(question)
    if question.is_waiting:
        raise Refused("この判断は、すでに取り消されています。")
    answer, variant = question.answer, question.variant
    question.state, question.variant = NameQuestion.State.WAITING, None
    question.decided_by = question.decided_at = None
    question.save(update_fields=["state", "variant", "decided_by", "decided_at"])
    variant.delete()
    _note(question, by, "undo", f"「{answer}」という判断を取消し", reason=variant.reason)
    read_again(name=question.letters, by=by, letting_go=True)


def _locked(question: NameQuestion) -> NameQuestion:
    related = ("prefecture", "variant__body__prefecture", "decided_by")
    return NameQuestion.objects.select_for_update(of=("self",)).select_related(*related).get(pk=question.pk)


def _refuse_second(question: NameQuestion) -> None:
    """A verdict may have been entered by hand, or come with the reference data, while the question waited."""
    standing = NameVariant.objects.verdicts().filter(prefecture=question.prefecture)
    for variant in standing.select_related("body__prefecture"):
        if letters(variant.written) == question.letters:
            raise Refused(
                f"この名称の判断（{variant}）は、「名称の別表記・判断」に登録済みです。"
                "改めるときは、そこで削除してから、ここで判断してください。"
            )


def _note(question: NameQuestion, by: User, verb: str, done: str, *, reason: str) -> None:
    record(
        by=by,
        verb=f"name.{verb}",
        target=f"municipalities.namequestion:{question.pk}",
        summary=f"名称の照合「{question}」：{done}",
        data={"reason": reason},
    )
