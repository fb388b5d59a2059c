from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from common.lists import PagedList
from surveys.models import Survey


@method_decorator(login_not_required, name="dispatch")
class SurveyList(PagedList):
    template_name = "surveys/list.html"
    context_object_name = "surveys"

    def get_queryset(self):
        return Survey.objects.published()


@method_decorator(login_not_required, name="dispatch")
class SurveyDetail(DetailView):
    template_name = "surveys/detail.html"
    context_object_name = "survey"

    def get_queryset(self):
        return Survey.objects.published().select_related("source").prefetch_related("opinions")
