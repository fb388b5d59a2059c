from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from common.dates import today
from common.lists import FilteredList
from projects.filters import ProjectFilter
from projects.models import Event, Project, ProjectYear
from projects.programme import Programme


@method_decorator(login_not_required, name="dispatch")
class ProjectList(FilteredList):
    model = Project
    filterset_class = ProjectFilter
    template_name = "projects/list.html"
    context_object_name = "projects"

    def get_queryset(self):
        self.queryset = Project.objects.visible_to(self.request.user)
        return super().get_queryset()


@method_decorator(login_not_required, name="dispatch")
class ProjectDetail(DetailView):
    slug_field = slug_url_kwarg = "number"
    template_name = "projects/detail.html"
    context_object_name = "project"

    def get_queryset(self):
        return Project.objects.visible_to(self.request.user).for_detail()

    def get_context_data(self, **kwargs):
        project, visible = self.object, Project.objects.visible_to(self.request.user)
        programme = Programme(
            project, family=visible.family_of(project), years=ProjectYear.objects.in_family_of(project)
        )
        return super().get_context_data(
            programme=programme,
            roles=programme.parties(today()),
            events=Event.objects.published().of_family(project),
            related=visible.sharing_partners_with(project)[:6],
            **kwargs,
        )
