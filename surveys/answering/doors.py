"""By which way one comes to a body's answer: as one of its offices, in the members' area, or with the address and code
of a letter. Behind either door stands the one answer of the body."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.kept_posts import LONGEST
from accounts.models import User
from common.guard import for_the_visitor_alone
from municipalities.members import member_page
from municipalities.models import Office
from surveys.models import Survey, SurveyTarget
from surveys.reading import Numbered, questions_of

#: In the session: the addresses whose code was typed.
OPENED = "survey_keys"
MOST_OPENED = 20
#: And what was sent after the session with the code had ended.
SENT = "survey_sent"


@dataclass
class Door:
    target: SurveyTarget
    #: None where one came with the code.
    user: User | None
    office: Office | None
    may_edit: bool
    may_submit: bool
    #: Where the answer is written; what else there is lies below.
    base: str
    #: What its pages stand in.
    frame: str

    @property
    def survey(self) -> Survey:
        return self.target.survey

    @cached_property
    def questions(self) -> list[Numbered]:
        return questions_of(self.survey)


def at_office(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the offices of a body that a survey asks; to all others there is no such page."""

    @wraps(view)
    @member_page
    def found(request, slug: str, *args, **kwargs) -> HttpResponse:
        posting = request.posting
        asked = SurveyTarget.objects.with_body().of_body(posting.office.body).begun()
        door = Door(
            get_object_or_404(asked, survey__slug=slug),
            request.user,
            posting.office,
            posting.may_edit,
            posting.may_approve,
            reverse("surveys:own", args=[slug]),
            "base_members.html",
        )
        return view(request, door, *args, **kwargs)

    return found


def with_code(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who has typed the code in this session; the others are asked for it."""

    @wraps(view)
    def found(request: HttpRequest, key: str, *args, **kwargs) -> HttpResponse:
        target = target_at(key)
        if not has_opened(request, target):
            keep_sent(request, target)
            return redirect(target)
        base = reverse("surveys:code_answer", args=[target.key])
        return view(
            request,
            Door(target, None, None, True, True, base, "surveys/answering/frame.html"),
            *args,
            **kwargs,
        )

    return login_not_required(for_the_visitor_alone(found))


def target_at(key: str) -> SurveyTarget:
    return get_object_or_404(SurveyTarget.objects.with_body().begun(), key=key.lower())


def has_opened(request: HttpRequest, target: SurveyTarget) -> bool:
    """A code that was given anew opens nothing that the old one had opened."""
    return [target.key, target.code] in request.session.get(OPENED, [])


def open_with_code(request: HttpRequest, target: SurveyTarget) -> None:
    request.session[OPENED] = [*request.session.get(OPENED, [])[1 - MOST_OPENED :], [target.key, target.code]]


def keep_sent(request: HttpRequest, target: SurveyTarget) -> None:
    """Until the code is typed again, as accounts.kept_posts does for who has an account."""
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    text = sent.urlencode()
    if 0 < len(text) <= LONGEST:
        request.session[SENT] = {"key": target.key, "text": text}


def has_sent(request: HttpRequest, target: SurveyTarget) -> bool:
    return request.session.get(SENT, {}).get("key") == target.key


def given_back(request: HttpRequest, target: SurveyTarget) -> QueryDict | None:
    if not has_sent(request, target):
        return None
    kept = request.session.pop(SENT)
    told = (
        "回答コードを入力する前に送られた内容を戻しました。まだ保存していません。資料は選び直してください。"
    )
    messages.info(request, told)
    return QueryDict(kept["text"])


def shut(request: HttpRequest, target: SurveyTarget) -> None:
    request.session[OPENED] = [one for one in request.session.get(OPENED, []) if one[0] != target.key]
