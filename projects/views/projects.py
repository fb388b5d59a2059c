from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from common.dates import today
from common.lists import Run
from projects.facets import Finding
from projects.forms import ProjectForm
from projects.models import Event, Project, ProjectYear
from projects.pieces import entries, panel, public_panel
from projects.programme import Programme


@login_not_required
@require_safe
def project_list(request):
    form = ProjectForm(request.GET)
    finding = Finding(Project.objects.visible_to(request.user), form.asked())
    is_kept = request.user.is_anonymous and not form.errors
    about = public_panel(form.query()) if is_kept else panel(finding, form)
    run = Run.of(finding.entries(about.programmes), form.order(), request.GET)
    context = {
        "form": form,
        "panel": about,
        "entries": entries.of(run.rows),
        "run": run,
        "query": form.query(),
    }
    return render(request, "projects/list.html", context)


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
