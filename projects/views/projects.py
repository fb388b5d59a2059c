from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.files import served
from common.lists import Run
from municipalities.models.offices import sees_drafts
from projects.facets import Finding
from projects.forms import ProjectForm
from projects.models import Project, ProjectFile, ProjectPhoto
from projects.pieces import entries, panel, public_panel, public_record, public_run, record


@login_not_required
@require_safe
def project_list(request):
    form = ProjectForm(request.GET)
    asked = form.asked()
    if not form.errors and not sees_drafts(request.user, "projects.change_project"):
        query = form.query()
        about = public_panel(query)
        run = public_run(query, tuple(about.programmes), Run.place(request.GET))
    else:
        finding = Finding(Project.objects.visible_to(request.user), asked)
        about = panel(finding, form)
        run = Run.of(finding.entries(about.programmes), form.order(), request.GET)
    context = {
        "form": form,
        "panel": about,
        "entries": entries.of(run.rows),
        "run": run,
        "query": form.query(),
    }
    return render(request, "projects/list.html", context)


@login_not_required
@require_safe
def project_detail(request, number):
    sees_all = sees_drafts(request.user, "projects.change_project")
    try:
        shown = (
            record(Project.objects.visible_to(request.user), number) if sees_all else public_record(number)
        )
    except Project.DoesNotExist as error:
        raise Http404("この番号の連携事業はありません。") from error
    return render(request, "projects/detail.html", shown._asdict())


@login_not_required
@require_safe
def photo(request, number, name, card=False):
    visible = Project.objects.visible_to(request.user).filter(number=number)
    photo = get_object_or_404(ProjectPhoto.objects.usable().of(visible).named(name))
    return served(request, photo.card if card else photo.image)


@login_not_required
@require_safe
def file(request, number, document):
    visible = Project.objects.visible_to(request.user).filter(number=number)
    found = get_object_or_404(ProjectFile.objects.of(visible).named(document))
    return served(request, found.file, found.filename)
