from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from bulletin.filters import PublicationFilter, TopicFilter
from bulletin.models import Notice, Publication, PublicationFile, Topic, TopicPhoto
from common.files import served
from common.lists import FilteredList, PagedList


@method_decorator(login_not_required, name="dispatch")
class TopicList(FilteredList):
    filterset_class = TopicFilter
    template_name = "bulletin/topics.html"
    context_object_name = "topics"

    def get_queryset(self):
        self.queryset = Topic.objects.visible_to(self.request.user).for_list()
        return super().get_queryset()


@method_decorator(login_not_required, name="dispatch")
class TopicDetail(DetailView):
    slug_field = slug_url_kwarg = "number"
    template_name = "bulletin/topic.html"
    context_object_name = "topic"

    def get_queryset(self):
        return Topic.objects.visible_to(self.request.user).for_detail()


@login_not_required
@require_safe
def topic_photo(request, number, name, card=False):
    visible = Topic.objects.visible_to(request.user).filter(number=number)
    photo = get_object_or_404(TopicPhoto.objects.usable().of(visible).named(name))
    return served(request, photo.card if card else photo.image)


@method_decorator(login_not_required, name="dispatch")
class NoticeList(PagedList):
    template_name = "bulletin/notices.html"
    context_object_name = "notices"

    def get_queryset(self):
        return Notice.objects.visible_to(self.request.user).for_list()


@method_decorator(login_not_required, name="dispatch")
class NoticeDetail(DetailView):
    slug_field = slug_url_kwarg = "number"
    template_name = "bulletin/notice.html"
    context_object_name = "notice"

    def get_queryset(self):
        return Notice.objects.visible_to(self.request.user)


@method_decorator(login_not_required, name="dispatch")
class PublicationList(FilteredList):
    filterset_class = PublicationFilter
    template_name = "bulletin/publications.html"
    context_object_name = "publications"

    def get_queryset(self):
        self.queryset = Publication.objects.visible_to(self.request.user).for_list()
        return super().get_queryset()


@method_decorator(login_not_required, name="dispatch")
class PublicationDetail(DetailView):
    template_name = "bulletin/publication.html"
    context_object_name = "publication"

    def get_queryset(self):
        return Publication.objects.visible_to(self.request.user).for_detail()


@login_not_required
@require_safe
def publication_file(request, slug, name):
    visible = Publication.objects.visible_to(request.user).filter(slug=slug)
    document = get_object_or_404(PublicationFile.objects.of(visible).named(name))
    return served(request, document.file, document.filename)
