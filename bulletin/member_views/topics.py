"""Topics by members: written by an office, looked at by the secretariat, put on show."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.doing import bound, done, refused
from bulletin.models import TopicReview
from bulletin.models.reviews import ReviewState
from bulletin.reviews import reading
from bulletin.reviews.actions import add_photo, drop_photos, move_review, propose_wording, write_topic
from bulletin.reviews.forms import DropPhotosForm, ReviewMoveForm, TopicForm, WordingForm
from bulletin.reviews.moves import BY_WORDING, MOVES
from common.photo_form import PhotoForm
from common.stale import is_stale, on_ground_of, overtaken
from municipalities.members import member_page, secretariat_page


def visible_review(request, number: str) -> TopicReview:
    visible = TopicReview.objects.visible_to(request.posting.office).for_page()
    return get_object_or_404(visible, topic__number=number)


def writable_review(request, number: str) -> TopicReview:
    found = visible_review(request, number)
    if not request.user.has_perm("bulletin.edit_topicreview", found):
        raise PermissionDenied
    return found


@require_safe
@member_page
def own_topics(request):
    rows = TopicReview.objects.of(request.posting.office)
    context = reading.list_of(rows, request.GET, ("-topic__number",)) | {"posting": request.posting}
    return render(request, "bulletin/reviews/list.html", context)


@require_safe
@secretariat_page
def review_queue(request):
    """What waits for the secretariat, the oldest first; the rest is behind the other standings."""
    rows = TopicReview.objects.visible_to(request.posting.office)
    order = ("state_since", "topic__number")
    context = reading.list_of(rows, request.GET, order, ReviewState.REVIEW)
    return render(request, "bulletin/reviews/queue.html", context | {"posting": request.posting})


@require_safe
@member_page
def own_topic(request, number):
    found = visible_review(request, number)
    context = reading.page_of(found, request.posting, request.user)
    return render(request, "bulletin/reviews/topic.html", context)


@member_page
def new_topic(request):
    office = request.posting.office
    if not request.user.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    form = bound(request, TopicForm)

    def work() -> str:
        review = write_topic(review=None, office=office, by=request.user, values=form.values())
        return review.get_absolute_url()

    answer = done(
        request, form, work, "下書きを保存しました。写真を加え、見え方を確かめて、提出してください。"
    )
    return answer or render(
        request, "bulletin/reviews/edit.html", {"form": form}, status=refused(request, form)
    )


@member_page
def edit_topic(request, number):
    found = writable_review(request, number)
    form = bound(request, TopicForm, review=found)

    def work() -> str:
        version = form.cleaned_data["version"] or 0
        write_topic(review=found, office=found.office, by=request.user, values=form.values(), version=version)
        return found.get_absolute_url()

    answer = done(request, form, work, "保存しました。")
    if answer:
        return answer
    context = {"form": form, "review": found}
    if is_stale(form):
        context["differences"] = overtaken(form, found.version)
    return render(request, "bulletin/reviews/edit.html", context, status=refused(request, form))


@member_page
def photos(request, number):
    """Photographs of a topic: add one, see those there are."""
    found = writable_review(request, number)
    form = bound(request, PhotoForm)

    def work() -> str:
        add_photo(review=found, by=request.user, values=form.values())
        return _photos_page(found)

    answer = done(request, form, work, "写真を加えました。")
    return answer or _shown_photos(request, found, form, DropPhotosForm(review=found), form)


@member_page
def remove_photos(request, number):
    found = writable_review(request, number)
    form = bound(request, DropPhotosForm, review=found)

    def work() -> str:
        drop_photos(review=found, by=request.user, photos=form.cleaned_data["photos"])
        return _photos_page(found)

    answer = done(request, form, work, "写真を外しました。")
    return answer or _shown_photos(request, found, PhotoForm(), form, form)


def _photos_page(review: TopicReview) -> str:
    return reverse("bulletin:topic_photos", args=[review.topic.number])


def _shown_photos(request, review, form, drop_form, tried):
    context = {
        "review": review,
        "form": form,
        "drop_form": drop_form,
        "photos": reading.photos_of(review.topic),
    }
    return render(request, "bulletin/reviews/photos.html", context, status=refused(request, tried))


@member_page
def move(request, number, key):
    """The page that asks, and does."""
    found = visible_review(request, number)
    chosen = MOVES.get(key)
    if chosen is None or key in BY_WORDING:
        raise Http404
    if not chosen.is_allowed(request.user, found):
        raise PermissionDenied
    form = bound(request, ReviewMoveForm, move=chosen, review=found)

    def work() -> str:
        move_review(review=found, move=key, by=request.user, said=form.said())
        return found.get_absolute_url()

    answer = done(request, form, work, f"{chosen.story}。")
    if answer:
        return answer
    if is_stale(form):
        on_ground_of(form, found.version)
    context = reading.page_of(found, request.posting, request.user) | {"form": form, "move": chosen}
    return render(request, "bulletin/reviews/move.html", context, status=refused(request, form))


@secretariat_page
def propose(request, number):
    """The secretariat words it otherwise; its office decides."""
    found = visible_review(request, number)
    if not MOVES["propose"].is_allowed(request.user, found):
        raise PermissionDenied
    form = bound(request, WordingForm, review=found)

    def work() -> str:
        data = form.cleaned_data
        propose_wording(
            review=found,
            by=request.user,
            wording=form.wording(),
            reason=data["reason"],
            version=data["version"] or 0,
        )
        return found.get_absolute_url()

    answer = done(request, form, work, "文案を示しました。申請した課の確認を待ちます。")
    if answer:
        return answer
    context = {"form": form, "review": found}
    if is_stale(form):
        context["differences"] = overtaken(form, found.version)
    return render(request, "bulletin/reviews/propose.html", context, status=refused(request, form))
