"""Conditions of the admin's lists that people keep under a name."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import SavedFilter, User
from common.forms import Line

#: Which page of the list, and what Django adds when a condition was none.
PASSING = ("p", "e")


def query_of(asked: QueryDict) -> str:
    """What a list is asked, without what is of the moment."""
    kept = asked.copy()
    for name in PASSING:
        kept.pop(name, None)
    return kept.urlencode()


class SavedFilterForm(forms.Form):
    name = Line(
        label="条件の名前",
        max_length=40,
        error_messages={"required": "条件の名前を入力してください。"},
    )
    query = Line(
        max_length=2000,
        error_messages={
            "required": "絞り込み、検索、並べ替えのどれかをしてから、保存してください。",
            "max_length": "条件が長すぎるため、保存できません。条件を減らしてください。",
        },
    )

    def __init__(self, *args, user: User, model: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.model = user, model

    def clean_query(self):
        return query_of(QueryDict(self.cleaned_data["query"]))

    def clean(self):
        super().clean()
        own = SavedFilter.objects.of(self.user, self.model)
        if not self.errors and own.count() >= SavedFilter.MOST:
            text = (
                f"保存できる条件は、一覧ごとに{SavedFilter.MOST}件までです。使わないものを削除してください。"
            )
            raise forms.ValidationError(text)

    def save(self) -> bool:
        """Whether it was; not where the name is taken, whoever was quicker."""
        _, created = SavedFilter.objects.get_or_create(
            user=self.user,
            model=self.model,
            name=self.cleaned_data["name"],
            defaults={"query": self.cleaned_data["query"]},
        )
        return created


def list_address(model: str, query: str = "") -> str:
    app, name = model.split(".")
    return reverse(f"admin:{app}_{name}_changelist") + (f"?{query}" if query else "")


@require_POST
def save_filter(request):
    """Back to the list as it was asked."""
    model = _visible_list(request)
    form = SavedFilterForm(request.POST, user=request.user, model=model)
    if not form.is_valid():
        for error in dict.fromkeys(error for errors in form.errors.values() for error in errors):
            messages.error(request, error)
    elif form.save():
        messages.success(request, f"条件「{form.cleaned_data['name']}」を保存しました。")
    else:
        messages.error(request, SavedFilter._meta.constraints[0].violation_error_message)
    return HttpResponseRedirect(list_address(model, QueryDict(request.POST.get("query", "")).urlencode()))


@require_POST
@transaction.atomic
def drop_filter(request, pk):
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    saved.delete()
    messages.success(request, f"条件「{saved.name}」を削除しました。")
    return HttpResponseRedirect(list_address(saved.model))


def _visible_list(request) -> str:
    """The label of a model whose list the person may see."""
    asked = request.POST.get("model", "")
    for model, model_admin in admin.site._registry.items():
        if model._meta.label_lower == asked and model_admin.has_view_permission(request):
            return asked
    raise Http404("この一覧はありません。")
