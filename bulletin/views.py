from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from bulletin.models import Notice, Publication, PublicationFile, Topic, TopicPhoto
from bulletin.pieces import (
    FILTERS,
    filter_form,
    listing,
    public_listing,
    public_record,
    publication_entries,
    record,
    topic_entries,
)
from common.files import served
from common.lists import PagedList


@login_not_required
@require_safe
def topics(request):
    return _list(request, Topic, topic_entries, "bulletin/topics.html")


@login_not_required
@require_safe
def publications(request):
    return _list(request, Publication, publication_entries, "bulletin/publications.html")


def _list(request, model, entries, template):
    """A list that conditions narrow; for who may change its records, also of what is not public."""
    names = (*FILTERS[model].base_filters, "page")
    query = urlencode([(name, request.GET[name]) for name in names if name in request.GET])
    if request.user.has_perm(f"bulletin.change_{model._meta.model_name}"):
        shown = listing(model.objects.visible_to(request.user), query)
    else:
        shown = public_listing(model, query)
    context = {
        **shown._asdict(),
        "entries": entries.of(shown.page_obj.object_list),
        "filter_form": filter_form(model, shown.query),
    }
    return render(request, template, context)


@method_decorator(login_not_required, name="dispatch")
class NoticeList(PagedList):
    template_name = "bulletin/notices.html"
    context_object_name = "notices"

    def get_queryset(self):
        return Notice.objects.visible_to(self.request.user).for_list()


def _page(request, model, key, template):
    """The page of a record; for who may change it, also of what is not public."""
    sees_all = request.user.has_perm(f"bulletin.change_{model._meta.model_name}")
    try:
        shown = record(model.objects.visible_to(request.user), key) if sees_all else public_record(model, key)
    except model.DoesNotExist as error:
        raise Http404(f"この{model._meta.verbose_name}はありません。") from error
    return render(request, template, shown._asdict())


@login_not_required
@require_safe
def topic(request, number):
    return _page(request, Topic, number, "bulletin/topic.html")


@login_not_required
@require_safe
def notice(request, number):
    return _page(request, Notice, number, "bulletin/notice.html")


@login_not_required
@require_safe
def publication(request, slug):
    return _page(request, Publication, slug, "bulletin/publication.html")


@login_not_required
@require_safe
def topic_photo(request, number, name, card=False):
    visible = Topic.objects.readable_by(request.user).filter(number=number)
    photo = get_object_or_404(TopicPhoto.objects.usable().of(visible).named(name))
    return served(request, photo.card if card else photo.image)


@login_not_required
@require_safe
def publication_file(request, slug, document):
    visible = Publication.objects.visible_to(request.user).filter(slug=slug)
    found = get_object_or_404(PublicationFile.objects.of(visible).named(document))
    return served(request, found.file, found.filename)
