from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.lists import Run
from projects.facets import Finding
from projects.forms import ProjectForm
from projects.models import Project
from projects.pieces import entries, panel, public_panel, public_record, record


@login_not_required
@require_safe
def project_list(request):
    form = ProjectForm(request.GET)
    finding = Finding(Project.objects.visible_to(request.user), form.asked())
    is_kept = not form.errors and not request.user.has_perm("projects.change_project")
    about = public_panel(form.query()) if is_kept else panel(finding, form)
    run = Run.of(finding.entries(about.programmes), form.order(), request.GET)
    context = {
        "panel": about,
        "entries": entries.of(run.rows),
        "run": run,
        "query": form.query(),
    }
    return render(request, "projects/list.html", context)


@login_not_required
@require_safe
def project_detail(request, number):
    sees_all = request.user.has_perm("projects.change_project")
    try:
        shown = (
            record(Project.objects.visible_to(request.user), number) if sees_all else public_record(number)
        )
    except Project.DoesNotExist as error:
        raise Http404("この番号の連携事業はありません。") from error
    return render(request, "projects/detail.html", shown._asdict())
