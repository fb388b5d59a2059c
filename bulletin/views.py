from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from bulletin.filters import PublicationFilter, TopicFilter
from bulletin.models import Notice, Publication, PublicationFile, Topic, TopicPhoto
from bulletin.pieces import filter_form, public_record, publication_entries, record, topic_entries
from common.files import served
from common.kept import Pieces
from common.lists import FilteredList, PagedList


class EntryList(FilteredList):
    """A list of entries that are kept; what is asked for are their ids."""

    #: Name of the list's address.
    name: str
    entries: Pieces

    def get_queryset(self):
        visible = self.model.objects.visible_to(self.request.user)
        self.queryset = visible.newest().values_list("pk", flat=True)
        return super().get_queryset()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "entries": self.entries.of(context["object_list"]),
            "filter_form": filter_form(self.name, context["query"]),
        }


@method_decorator(login_not_required, name="dispatch")
class TopicList(EntryList):
    model = Topic
    name = "bulletin:topics"
    entries = topic_entries
    filterset_class = TopicFilter
    template_name = "bulletin/topics.html"


@method_decorator(login_not_required, name="dispatch")
class PublicationList(EntryList):
    model = Publication
    name = "bulletin:publications"
    entries = publication_entries
    filterset_class = PublicationFilter
    template_name = "bulletin/publications.html"


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
