import datetime as dt
from functools import cache

from django.db import models
from django.db.models import Case, OuterRef, Q, Value, When
from django.db.models.functions import Length
from django.urls import reverse

from common.codes import validate_code
from common.dates import today
from common.models import Period, PeriodQuerySet
from common.search import Searchable, SearchableManager, SearchableQuerySet, search_columns
from municipalities.models.names import NameVariant
from municipalities.models.shown import Shown

models.CharField.register_lookup(Length)


class Area(models.TextChoices):
    """エリア as the project prints it."""

    HOKKAIDO = "hokkaido", "北海道"
    TOHOKU = "tohoku", "東北"
    KANTO = "kanto", "関東"
    CHUBU = "chubu", "中部"
    KINKI = "kinki", "近畿"
    CHUGOKU = "chugoku", "中国"
    SHIKOKU = "shikoku", "四国"
    KYUSHU = "kyushu", "九州"
    OKINAWA = "okinawa", "沖縄"


#: Last prefecture number (the first two digits of the code) of each area, in order.
AREA_ENDS = {
    Area.HOKKAIDO: 1,
    Area.TOHOKU: 7,
    Area.KANTO: 14,
    Area.CHUBU: 23,
    Area.KINKI: 30,
    Area.CHUGOKU: 35,
    Area.SHIKOKU: 39,
    Area.KYUSHU: 46,
    Area.OKINAWA: 47,
}


@cache
def address(page: str, code: str) -> str:
    """Kept, because a list names hundreds of bodies, and there are no more than two thousand."""
    return reverse(f"municipalities:{page}", args=[code])


class LocalGovernmentQuerySet(PeriodQuerySet, SearchableQuerySet):
    def get_by_natural_key(self, code, valid_from=None):
        """The body with the code; the latest one where several bore it in turn."""
        if valid_from:
            return self.get(code=code, valid_from=valid_from)
        return self.bearing(code)

    def latest_first(self):
        """Of several that bore a code in turn, the one that bears it still comes first."""
        return self.order_by(models.F("valid_to").desc(nulls_first=True))

    def bearing(self, code: str) -> "LocalGovernment":
        """The latest body that bears or bore the code; DoesNotExist without one."""
        found = self.filter(code=code).latest_first().first()
        if found is None:
            raise self.model.DoesNotExist(f"団体コード{code}の団体はありません。")
        return found

    def prefectures(self):
        return self.filter(kind=LocalGovernment.Kind.PREFECTURE)

    def special_wards(self):
        return self.filter(kind=LocalGovernment.Kind.SPECIAL_WARD)

    def besides_wards(self):
        return self.exclude(kind=LocalGovernment.Kind.SPECIAL_WARD)

    def municipalities(self):
        """Cities, towns and villages: what the project links the special wards with."""
        return self.filter(kind__in=LocalGovernment.MUNICIPALITY_KINDS)

    def places(self):
        """Prefectures and special wards: what a list of anything can be narrowed by."""
        return self.filter(kind__in=[LocalGovernment.Kind.PREFECTURE, LocalGovernment.Kind.SPECIAL_WARD])

    def of_prefectures(self, prefectures, besides=()):
        """What lies in some prefectures, given by id, and single bodies besides."""
        return self.filter(Q(prefecture__in=prefectures) | Q(pk__in=besides))

    def in_prefecture(self, code: str):
        """A prefecture and what lies in it."""
        return self.filter(Q(code=code) | Q(prefecture__code=code))

    def marking(self, **conditions: Q):
        """With whether each condition holds, such as `linked=Partnership.objects.in_force(day).reaching()`."""
        return self.annotate(
            **{
                name: models.ExpressionWrapper(condition, models.BooleanField())
                for name, condition in conditions.items()
            }
        )

    def for_list(self):
        return self.select_related("prefecture").order_by("code")

    def for_data(self):
        """What a row of data says of a body."""
        return self.for_list().defer(*search_columns("prefecture"))

    def for_roll(self):
        """What is asked and said of many as members of associations."""
        names = ("code", "name", "kind", "prefecture", "valid_from", "valid_to")
        return self.order_by("code").only(*names)


class LocalGovernment(Shown, Period, Searchable):
    """A prefecture, city, town, village or special ward, for as long as its code and kind stay the same.

    A change of code or kind makes a new row (joined by a BoundaryChange); a pure change of name keeps the
    row and leaves the old name as NameVariant(kind=FORMER).
    """

    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", "都道府県"
        SPECIAL_WARD = "special_ward", "特別区"
        CITY = "city", "市"
        TOWN = "town", "町"
        VILLAGE = "village", "村"

    MUNICIPALITY_KINDS = (Kind.CITY, Kind.TOWN, Kind.VILLAGE)

    code = models.CharField("団体コード", max_length=6, validators=[validate_code])
    name = models.CharField("名称", max_length=40)
    kana = models.CharField("よみ", max_length=60)
    kind = models.CharField("種別", max_length=12, choices=Kind.choices)
    is_designated_city = models.BooleanField("政令指定都市", default=False)
    prefecture = models.ForeignKey(
        "self",
        verbose_name="都道府県",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="municipalities",
        limit_choices_to={"kind": Kind.PREFECTURE},
    )
    area = models.GeneratedField(
        verbose_name="エリア",
        # Two digits compare as text like the numbers they are: "05…" < "08".
        expression=Case(
            *(When(code__lt=f"{last + 1:02}", then=Value(area.value)) for area, last in AREA_ENDS.items()),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=8, choices=Area.choices),
        db_persist=True,
    )
    district = models.CharField("郡", max_length=20, blank=True)
    district_kana = models.CharField("郡のよみ", max_length=30, blank=True)
    latitude = models.DecimalField("役所の緯度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("役所の経度", max_digits=9, decimal_places=6, null=True, blank=True)
    website = models.URLField("ウェブサイト", blank=True)

    objects = SearchableManager.from_queryset(LocalGovernmentQuerySet)()

    SEARCH_PREFETCH = ("prefecture", "name_variants", "changes_before__predecessors")

    class Meta:
        verbose_name = verbose_name_plural = "自治体"
        ordering = ["code"]
        indexes = [
            models.Index(fields=["kind", "code"], name="body_kind_code"),
            models.Index(fields=["prefecture", "code"], name="body_prefecture_code"),
            Searchable.index("body"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to__isnull=True),
                name="body_code_unique_today",
                violation_error_message="この団体コードの現存する団体が登録済みです。",
            ),
            models.UniqueConstraint(fields=["code", "valid_from"], name="body_code_unique_per_start"),
            models.CheckConstraint(condition=Q(code__length=6), name="body_code_six_digits"),
            models.CheckConstraint(
                condition=Q(code__gte="01", code__lt="48")
                & (~Q(kind="special_ward") | Q(code__gte="13101", code__lt="13124")),
                name="body_code_in_japan",
                violation_error_message="団体コードの上2桁は都道府県の01から47まで、特別区は13101から13123までです。",
            ),
            models.CheckConstraint(
                condition=Q(kind="prefecture", prefecture__isnull=True)
                | (~Q(kind="prefecture") & Q(prefecture__isnull=False)),
                name="body_prefecture_unless_prefecture",
                violation_error_message="都道府県以外の団体には都道府県を指定してください。",
            ),
            models.CheckConstraint(
                condition=Q(is_designated_city=False) | Q(kind="city"),
                name="body_designated_is_city",
                violation_error_message="政令指定都市は市に限ります。",
            ),
            Period.constraint("body_period"),
        ]

    def __str__(self):
        return self.full_name

    def get_absolute_url(self):
        return address("ward" if self.kind == self.Kind.SPECIAL_WARD else "detail", self.code)

    def natural_key(self):
        return (self.code, self.valid_from.isoformat()) if self.valid_from else (self.code,)

    def search_names(self):
        """Names, readings and codes, also those it had or that are written for it."""
        yield from (self.name, self.kana, self.code)
        for name in self.name_variants.all():
            if name.kind != NameVariant.Kind.VERDICT:
                yield from (name.written, name.kana)
        for change in self.changes_before.all():
            for former in change.predecessors.all():
                yield from (former.name, former.code)

    def search_parts(self):
        """With prefecture and district: by these a body is found, but it is not called so."""
        return (self.full_name, self.formal_name, self.full_kana)

    @property
    def full_name(self) -> str:
        """「岩手県西和賀町」; a special ward and a prefecture go by the name alone."""
        if self.prefecture_id is None or self.kind == self.Kind.SPECIAL_WARD:
            return self.name
        return f"{self.prefecture.name}{self.name}"

    @property
    def formal_name(self) -> str:
        """With the district: 「岩手県和賀郡西和賀町」."""
        if self.prefecture_id is None:
            return self.name
        return f"{self.prefecture.name}{self.district}{self.name}"

    @property
    def area_name(self) -> str:
        return Area(self.area).label if self.area else ""

    @property
    def full_kana(self) -> str:
        """The reading with the district's: 「わがぐん にしわがまち」."""
        return f"{self.district_kana} {self.kana}".strip()

    def exists_on(self, day: dt.date) -> bool:
        return self.holds_on(day)

    @property
    def is_past(self) -> bool:
        return self.valid_to is not None and self.valid_to <= today()


class BoundaryChangeQuerySet(models.QuerySet):
    def get_by_natural_key(self, effective_on, title):
        return self.get(effective_on=effective_on, title=title)

    def effective(self, day: dt.date):
        """Changes that have happened by a day."""
        return self.filter(effective_on__lte=day)

    def ending(self, body: LocalGovernment):
        """Changes by which a body became another, with what it became."""
        return (
            self.effective(today())
            .filter(predecessors=body)
            .exclude(successors=body)
            .prefetch_related("successors__prefecture")
        )

    def of_outer(self):
        """Changes the outer query's body came of or went through."""
        into = self.model.successors.through.objects.filter(localgovernment=OuterRef(OuterRef("pk")))
        out_of = self.model.predecessors.through.objects.filter(localgovernment=OuterRef(OuterRef("pk")))
        touching = Q(pk__in=into.values("boundarychange")) | Q(pk__in=out_of.values("boundarychange"))
        return self.filter(touching).order_by()

    def leading(self, code: str, body: LocalGovernment):
        """Changes in which a body with the code ended and another came of it."""
        return self.filter(predecessors__code=code, successors=body).exclude(predecessors=body)


class BoundaryChange(models.Model):
    """廃置分合・名称変更: what became of which bodies on a day, in the past or announced for the future."""

    class Kind(models.TextChoices):
        MERGER = "merger", "新設合併"
        ABSORPTION = "absorption", "編入"
        DIVISION = "division", "分割"
        TO_CITY = "to_city", "市制施行"
        TO_TOWN = "to_town", "町制施行"
        RENAMING = "renaming", "名称変更"
        DESIGNATION = "designation", "政令市移行"

    effective_on = models.DateField("効力発生日")
    kind = models.CharField("種類", max_length=12, choices=Kind.choices)
    title = models.CharField("件名", max_length=200)
    predecessors = models.ManyToManyField(
        LocalGovernment, verbose_name="変更前の団体", related_name="changes_after", blank=True
    )
    successors = models.ManyToManyField(
        LocalGovernment, verbose_name="変更後の団体", related_name="changes_before", blank=True
    )
    notice = models.CharField("告示", max_length=200, blank=True)

    objects = BoundaryChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "廃置分合・名称変更"
        ordering = ["-effective_on", "title"]
        constraints = [
            models.UniqueConstraint(fields=["effective_on", "title"], name="boundary_change_unique"),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.effective_on.isoformat(), self.title)
