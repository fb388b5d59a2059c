from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse

from accounts.models import User
from common.attachments import Photo, PhotoQuerySet
from common.publishing import Publishable, PublishableQuerySet
from municipalities.models.bodies import LocalGovernment
from municipalities.models.offices import Office, postings_of


class ProfileQuerySet(PublishableQuerySet):
    def readable_by(self, user: User):
        """Also drafts of the bodies that the person acts for."""
        own = [posting.office.body_id for posting in postings_of(user) if posting.office.body_id]
        return self.visible_to(user) | self.filter(body__in=own)

    def of_outer_body(self):
        """The published one of the outer query's body."""
        return self.published().filter(body=OuterRef("pk")).order_by()


class Profile(Publishable):
    """自治体情報: how a body presents itself on its public page; its offices write it."""

    body = models.OneToOneField(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="profile"
    )
    introduction = models.TextField("紹介", blank=True)
    offers = models.TextField("強み・提供できるもの", blank=True)
    needs = models.TextField("求めるもの・課題", blank=True)
    partners = models.TextField("連携したい相手", blank=True)
    links = models.TextField("関連するページ", blank=True)
    office = models.ForeignKey(
        Office,
        verbose_name="窓口の課",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="名称だけを公開します。電話番号などは会員だけが見られます",
    )

    #: What people write, in the order of the page.
    TEXTS = ("introduction", "offers", "needs", "partners")

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自治体情報"
        ordering = ["body__code"]
        constraints = [
            *Publishable.constraints("profile"),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(introduction=""),
                name="profile_published_has_introduction",
                violation_error_message="公開するには、紹介を入力してください。",
            ),
        ]

    def __str__(self):
        return f"{self.body}の自治体情報"

    def get_absolute_url(self):
        return self.body.get_absolute_url()


class ProfilePhotoQuerySet(PhotoQuerySet):
    def of_outer_body(self):
        """What may be shown of the outer query's body today."""
        return self.usable().filter(profile__in=Profile.objects.published(), profile__body=OuterRef("pk"))


class ProfilePhoto(Photo):
    """The picture of a profile: a mascot, or a view."""

    OWNER = "profile"

    profile = models.OneToOneField(
        Profile, verbose_name="自治体情報", on_delete=models.CASCADE, related_name="picture"
    )

    objects = ProfilePhotoQuerySet.as_manager()

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "自治体情報の絵・写真"

    def get_absolute_url(self):
        return reverse("municipalities:profile_photo", args=[self.profile.body.code, self.name])

    @property
    def card_url(self) -> str:
        return reverse("municipalities:profile_photo_card", args=[self.profile.body.code, self.name])
