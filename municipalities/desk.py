"""The reconciliation desk (名称の照合): written names that wait, and the page on which one is decided."""

from typing import NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.admin import ReadOnlyAdmin
from common.moves import Refused
from common.text import letters
from municipalities.actions.verdicts import decide_name, undo_verdict
from municipalities.forms.questions import VerdictForm
from municipalities.models import LocalGovernment, NameQuestion, NameSighting, NameVariant
from municipalities.models.questions import most_seen_first
from municipalities.names.differences import Differences, differences
from municipalities.names.index import one_dropped

#: More lines, and more earlier verdicts, than anybody reads before deciding.
MOST_LINES, MOST_VERDICTS = 50, 8


class CandidateShown(NamedTuple):
    """A body that a written name may mean, as the page shows it."""

    body: LocalGovernment
    #: Its name on the day of the question.
    name: str
    differences: Differences


def candidates_of(question: NameQuestion) -> list[CandidateShown]:
    """The likeliest first."""
    bodies = LocalGovernment.objects.select_related("prefecture").in_bulk(question.candidates)
    former = NameVariant.objects.filter(kind=NameVariant.Kind.FORMER, body__in=bodies).on(question.on)
    names = dict(former.values_list("body", "written"))
    shown = []
    for pk in question.candidates:
        if body := bodies.get(pk):
            name = names.get(pk, body.name)
            shown.append(CandidateShown(body, name, differences(question.written, name)))
    return shown


def similar_verdicts(question: NameQuestion) -> list[NameVariant]:
    """What was decided before of the same letters, of a candidate, of letters close to these, or in the prefecture."""

    def distance(variant: NameVariant) -> int:
        text = letters(variant.written)
        if text == question.letters:
            return 0
        if variant.body_id in question.candidates:
            return 1
        if one_dropped(text) & one_dropped(question.letters):
            return 2
        return 3 if variant.prefecture_id and variant.prefecture_id == question.prefecture_id else 4

    verdicts = NameVariant.objects.verdicts().exclude(pk=question.variant_id)
    found = [
        (distance(variant), variant)
        for variant in verdicts.select_related("body__prefecture", "prefecture", "decided_by")
    ]
    found.sort(key=lambda pair: pair[0])
    return [variant for number, variant in found if number < 4][:MOST_VERDICTS]


class StateFilter(admin.SimpleListFilter):
    """What waits, if nothing else is asked for."""

    title, parameter_name = "状態", "state"
    ALL = "all"

    def lookups(self, request, model_admin):
        return [(NameQuestion.State.DECIDED, "判断済み"), (self.ALL, "すべて")]

    def queryset(self, request, queryset):
        if self.value() == self.ALL:
            return queryset
        return queryset.filter(state=self.value() or NameQuestion.State.WAITING)

    def choices(self, changelist):
        choices = super().choices(changelist)
        yield {**next(choices), "display": "待ち"}
        yield from choices


@admin.register(NameQuestion)
class NameQuestionAdmin(ReadOnlyAdmin):
    """Who may change questions decides them; nothing of them is typed over."""

    labels = ("prefecture", "variant__body__prefecture", "decided_by")
    list_display = ("written", "prefecture", "verdict", "reason", "lines", "asked_at", "decided")
    list_filter = (StateFilter, "verdict", ("prefecture", admin.RelatedOnlyFieldListFilter))
    search_fields = ("written", "reason", "prefecture__name", "sightings__where", "sightings__line")

    def get_queryset(self, request):
        return super().get_queryset(request).with_sightings_number()

    def get_ordering(self, request):
        return most_seen_first()

    def get_search_results(self, request, queryset, search_term):
        """Each name once, however many of its lines are found: PostgreSQL makes nothing distinct in this order."""
        found, _ = super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk__in=found.order_by().values("pk")), False

    @admin.display(description="現れた行", ordering="sightings_number")
    def lines(self, question):
        return f"{question.sightings_number}行"

    @admin.display(description="判断")
    def decided(self, question):
        return question.answer

    # --- The page of one name ---

    def has_decide_permission(self, request) -> bool:
        return request.user.has_perm("municipalities.change_namequestion")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        question = self.get_object(request, unquote(object_id))
        if question is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, question):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, question, VerdictForm(question=question))
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if "undo" in request.POST:
            return self._done(request, question, self._undo)
        form = VerdictForm(request.POST, question=question)
        if question.is_waiting and not form.is_valid():
            return self._page(request, question, form)
        return self._done(request, question, self._decide, form)

    def _done(self, request, question, work, *args) -> HttpResponseRedirect:
        try:
            return HttpResponseRedirect(work(request, question, *args))
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(question.get_absolute_url())

    def _decide(self, request, question, form) -> str:
        """To the next that waits."""
        form.is_valid()
        body, reason = form.cleaned_data.get("body"), form.cleaned_data.get("reason", "")
        decide_name(question=question, body=body, reason=reason, by=request.user)
        done = f"「{question}」を「{body or '該当する団体なし'}」と判断しました。"
        self.message_user(request, done, messages.SUCCESS)
        following = NameQuestion.objects.waiting().most_seen_first().first()
        return following.get_absolute_url() if following else self._list()

    def _undo(self, request, question) -> str:
        undo_verdict(question=question, by=request.user)
        self.message_user(request, f"「{question}」の判断を取り消しました。", messages.SUCCESS)
        return question.get_absolute_url()

    @staticmethod
    def _list() -> str:
        return reverse("admin:municipalities_namequestion_changelist")

    def _page(self, request, question, form) -> TemplateResponse:
        sightings = question.sightings.all()[:MOST_LINES]
        context = self.admin_site.each_context(request) | {
            "title": "名称の照合",
            "opts": self.opts,
            "question": question,
            "original": question,
            "form": form,
            "media": form.media,
            "sightings": sightings,
            "sightings_number": question.sightings_number,
            "candidates": candidates_of(question),
            "similar": similar_verdicts(question),
            "waiting": NameQuestion.objects.waiting().count(),
            "may_decide": self.has_decide_permission(request),
            "list": self._list(),
        }
        return TemplateResponse(request, "admin/municipalities/name_question.html", context)


@admin.register(NameSighting)
class NameSightingAdmin(ReadOnlyAdmin):
    labels = ("question__prefecture",)
    list_display = ("where", "line", "on", "question", "seen_at")
    list_filter = ("question__state", "seen_at")
    search_fields = ("where", "line", "question__written")
    date_hierarchy = "seen_at"
