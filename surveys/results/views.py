"""The secretariat's pages of results: figures, cross tables, answers in words and how they are sorted, publication."""

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import record
from accounts.doing import bound, done, refused
from common.answers import saying
from common.forms import OnceForm
from common.lists import page_number
from common.stale import is_stale
from municipalities.members import secretariat_page
from surveys.asking.views import survey_of, writing
from surveys.models import CodingCategory, Question, Survey, SurveyOpinion
from surveys.reading import questions_of
from surveys.results import coding, desk
from surveys.results.answers_workbook import write_answers
from surveys.results.content import canonical, published_content
from surveys.results.forms import (
    PER_PAGE,
    CategoryForm,
    CrossForm,
    OpinionForm,
    PublishForm,
    ShownForm,
    SortForm,
)
from surveys.results.publishing import MOVE, digest, publish_result
from surveys.results.sheets import XLSX
from surveys.results.shown import page_of
from surveys.transitions import has_right

WRITING = Question.WRITING


def counted(slug: str) -> Survey:
    """A survey that has begun: before, there is nothing to count."""
    survey = survey_of(slug)
    if survey.state_now in Survey.State.ahead():
        raise Http404("このアンケートは、まだ始まっていません。")
    return survey


def question_of(survey: Survey, pk: int, kinds: tuple) -> Question:
    return get_object_or_404(survey.questions.in_order().filter(kind__in=kinds), pk=pk)


def category_of(survey: Survey, pk: int) -> CodingCategory:
    return get_object_or_404(
        CodingCategory.objects.of_survey(survey).select_related("question__survey"), pk=pk
    )


def answers_url(question: Question) -> str:
    return reverse("surveys:result_answers", args=[question.survey.slug, question.pk])


@require_safe
@secretariat_page
def results(request, slug):
    """How many answered, and what: as it stands now, nothing hidden."""
    survey = counted(slug)
    return render(request, "surveys/results/results.html", {"survey": survey} | desk.overview(survey))


@require_safe
@secretariat_page
def cross(request, slug):
    survey = counted(slug)
    form = CrossForm(request.GET or None, questions=questions_of(survey))
    context = {"survey": survey, "form": form, "table": desk.cross_of(survey, form)}
    return render(request, "surveys/results/cross.html", context)


@secretariat_page
def result_answers(request, slug, pk):
    """The answers in words to a question, to read and to sort."""
    survey = counted(slug)
    question = question_of(survey, pk, (*WRITING, Question.Kind.FILE))
    shown = ShownForm(request.GET)
    listed = desk.Listed.of(survey, question, unsorted=shown.is_unsorted)
    page = Paginator(listed.answers, PER_PAGE).get_page(page_number(request.GET.get("page", "")))
    on_page = listed.named(SortForm.told_about(request.POST)) if request.method == "POST" else list(page)
    form = bound(
        request,
        SortForm,
        question=question,
        categories=listed.categories,
        answers=on_page,
        sorted_into=listed.sorted,
    )

    def work() -> str:
        writing(request)
        versions = [answer.version for answer in on_page]
        coding.sort_answers(question=question, by=request.user, versions=versions, chosen=form.chosen)
        return f"{request.path}?{request.GET.urlencode()}"

    answer = done(request, form, work, "分類を保存しました。")
    context = {"survey": survey, "question": question, "listed": listed, "page_obj": page, "form": form}
    context |= {
        "query": shown.query,
        "shown": shown,
        "category_form": CategoryForm(auto_id="new_%s"),
        "may_sort": coding.may_sort(survey),
    }
    return answer or render(request, "surveys/results/answers.html", context, status=refused(request, form))


@secretariat_page
def add_category(request, slug, pk):
    writing(request)
    question = question_of(counted(slug), pk, WRITING)
    form = bound(request, CategoryForm)

    def work() -> str:
        coding.write_category(
            question=question, category=None, by=request.user, name=form.cleaned_data["name"]
        )
        return answers_url(question)

    answer = done(request, form, work, "分類を加えました。")
    context = {"survey": question.survey, "question": question, "form": form}
    return answer or render(request, "surveys/results/category.html", context, status=refused(request, form))


@secretariat_page
def category(request, slug, pk):
    writing(request)
    found = category_of(counted(slug), pk)
    form = bound(request, CategoryForm, category=found)

    def work() -> str:
        name = form.cleaned_data["name"]
        coding.write_category(question=found.question, category=found, by=request.user, name=name)
        return answers_url(found.question)

    answer = done(request, form, work, "分類の名称を変えました。")
    context = {"survey": found.question.survey, "question": found.question, "form": form, "category": found}
    return answer or render(request, "surveys/results/category.html", context, status=refused(request, form))


@require_POST
@secretariat_page
def order_category(request, slug, pk, steps):
    writing(request)
    found = category_of(counted(slug), pk)
    with saying(request, "分類を並べ替えました。"):
        coding.move_category(category=found, by=request.user, steps=steps)
    return redirect(answers_url(found.question))


@secretariat_page
def remove_category(request, slug, pk):
    writing(request)
    found = category_of(counted(slug), pk)
    form, number = bound(request, OnceForm), found.codings.count()

    def work() -> str:
        coding.remove_category(category=found, by=request.user)
        return answers_url(found.question)

    answer = done(request, form, work, "分類を削除しました。")
    context = {"survey": found.question.survey, "question": found.question, "form": form, "category": found}
    context["number"] = number
    return answer or render(
        request, "surveys/results/remove_category.html", context, status=refused(request, form)
    )


@require_safe
@secretariat_page
def opinions(request, slug):
    """The opinions that are published with the result."""
    survey = counted(slug)
    context = {
        "survey": survey,
        "opinions": survey.opinions.order_by("order"),
        "may_sort": coding.may_sort(survey),
    }
    return render(request, "surveys/results/opinions.html", context)


@secretariat_page
def choose_opinion(request, slug, pk, version):
    """Publish what was said, under the category it was sorted into."""
    writing(request)
    survey = counted(slug)
    question = question_of(survey, pk, WRITING)
    answer, initial = desk.opinion_of(survey, question, version)
    form = bound(request, OpinionForm, initial=initial)

    def work() -> str:
        values = {name: form.cleaned_data[name] for name in ("heading", "text")}
        coding.choose_opinion(survey=survey, by=request.user, **values)
        return reverse("surveys:opinions", args=[survey.slug])

    response = done(request, form, work, "主な意見に加えました。")
    context = {"survey": survey, "question": question, "given": answer, "form": form}
    return response or render(
        request, "surveys/results/choose_opinion.html", context, status=refused(request, form)
    )


@require_POST
@secretariat_page
def drop_opinion(request, slug, pk):
    writing(request)
    survey = counted(slug)
    opinion = get_object_or_404(SurveyOpinion.objects.select_related("survey"), survey=survey, pk=pk)
    with saying(request, "主な意見から外しました。"):
        coding.drop_opinion(opinion=opinion, by=request.user)
    return redirect("surveys:opinions", survey.slug)


@secretariat_page
def publish(request, slug):
    """What everybody will see; published as it was read."""
    survey = counted(slug)
    if survey.state == Survey.State.PUBLISHED:
        return redirect(survey)
    content = published_content(survey)
    seen = digest(canonical(content))
    form = bound(request, PublishForm, seen=seen)

    def work() -> str:
        publish_result(survey=survey, by=request.user, seen=form.cleaned_data["seen"])
        return survey.get_absolute_url()

    if request.method == "POST" and not has_right(MOVE, request.user):
        raise PermissionDenied
    answer = done(request, form, work, "結果を公表しました。")
    if is_stale(form):
        form.show_again(seen)
    context = {"survey": survey, "form": form, "sha256": seen} | desk.publication(survey, request.user)
    return answer or render(
        request, "surveys/results/publish.html", context | page_of(content), status=refused(request, form)
    )


@require_safe
@secretariat_page
def answers_workbook(request, slug):
    """Every answer in full: who takes it away stands on record."""
    survey = counted(slug)
    file = BytesIO()
    write_answers(file, survey, timezone.now())
    record(
        by=request.user,
        verb="export.survey_answers",
        target=f"surveys.survey:{survey.pk}",
        summary=f"アンケート「{survey.title}」の回答の一覧（Excel）を書き出しました。"[:500],
    )
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="survey-{survey.slug}-answers.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
