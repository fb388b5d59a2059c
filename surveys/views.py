from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from common.lists import PagedList
from surveys.models import Survey
from surveys.results.public import result_page


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
        published = Survey.objects.published().select_related("source", "result").defer("result__text")
        return published.prefetch_related("opinions")

    def get_context_data(self, **kwargs):
        """A survey that was conducted here shows the result as it was published; the others what is on record."""
        result = getattr(self.object, "result", None)
        return super().get_context_data(content=result_page(result.pk) if result else None, **kwargs)
