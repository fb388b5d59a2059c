"""The resolver, case by case. What may be written without a person (exact, resolved) is the heart of it."""

import datetime as dt

import pytest

from municipalities.models.partner_lists import Verdict
from municipalities.names import Body, Change, Resolver, Spelling, load_resolver
from tests.municipalities.conftest import FACTS, read_spellings

THEN = dt.date(2015, 8, 1)
NOW = dt.date(2026, 11, 22)


def codes(resolution) -> list[str]:
    return [candidate.body.code for candidate in resolution.candidates]


@pytest.mark.parametrize(
    ("written", "prefecture", "on", "code"),
    [
        ("西和賀町", "岩手県", THEN, "033669"),
        ("西和賀町", "", THEN, "033669"),
        (" 西和賀町　", "岩手県 ", THEN, "033669"),
        ("府中市", "広島県", THEN, "342084"),
        ("篠山市", "兵庫県", THEN, "282219"),
        ("丹波篠山市", "兵庫県", NOW, "282219"),
        ("富谷町", "宮城県", THEN, "044237"),
        ("富谷市", "宮城県", NOW, "042161"),
        ("那珂川町", "", NOW, "094111"),
        ("岩手県", "岩手県", THEN, "030007"),
        ("北海道", "", THEN, "010006"),
        ("港区", "", THEN, "131032"),
        ("さくら市", "", THEN, "092142"),  # and not 佐倉市, read alike
        ("鹿島市", "", THEN, "412074"),  # and not 鹿嶋市
        ("大阪狭山市", "", THEN, "272311"),  # and not 大阪府 + 狭山市
        ("大和郡山市", "", THEN, "292036"),
    ],
)
def test_exact(resolver, written, prefecture, on, code):
    found = resolver.resolve(written, prefecture, on=on)

    assert (found.verdict, found.code, found.candidates) == (Verdict.EXACT, code, ())
    assert found.name == written.strip()


@pytest.mark.parametrize(
    ("written", "prefecture", "on", "code", "name"),
    [
        ("西和賀町", "岩手", THEN, "033669", "西和賀町"),
        ("西和賀町", "ｲﾜﾃｹﾝ", THEN, "033669", "西和賀町"),
        ("西和賀町", "030007", THEN, "033669", "西和賀町"),
        ("西和賀町", "岩手県和賀郡", THEN, "033669", "西和賀町"),
        ("かすみがうら\n市", "茨城県", THEN, "082309", "かすみがうら市"),
        ("岩手県　和賀郡 西和賀町", "", THEN, "033669", "西和賀町"),
        ("岩手西和賀町", "", THEN, "033669", "西和賀町"),
        ("西伯郡南部町", "", THEN, "313891", "南部町"),
        ("南部町（西伯郡）", "", THEN, "313891", "南部町"),
        ("府中市(広島県)", "", THEN, "342084", "府中市"),
        ("（岩手県）西和賀町", "", THEN, "033669", "西和賀町"),
        ("「西和賀町」", "", THEN, "033669", "西和賀町"),
        ("西和賀町（にしわがまち）", "", THEN, "033669", "西和賀町"),
        ("西和賀町（033669）", "", THEN, "033669", "西和賀町"),
        ("東京都府中市", "", THEN, "132063", "府中市"),
        ("北海道伊達市", "", THEN, "012335", "伊達市"),
        ("京都府京都市", "", THEN, "261009", "京都市"),
        ("余市郡余市町", "", THEN, "014087", "余市町"),
        ("東京都港区", "", THEN, "131032", "港区"),
        ("竜が﨑市", "茨城県", THEN, "082082", "龍ケ崎市"),
        ("塩釜市", "宮城県", THEN, "042030", "塩竈市"),
        ("梼原町", "高知県", THEN, "394050", "檮原町"),
        ("東京都八丈島八丈町", "", THEN, "134015", "八丈町"),
        ("桧枝岐村", "", THEN, "073644", "檜枝岐村"),
        ("隠岐ノ島町", "", THEN, "325287", "隠岐の島町"),
        ("鹿嶋市", "茨城", THEN, "082228", "鹿嶋市"),
        ("にしわがちょう", "", THEN, "033669", "西和賀町"),
        ("ﾋﾛｼﾏｹﾝﾌﾁｭｳｼ", "", THEN, "342084", "府中市"),
        ("いわてけん", "", THEN, "030007", "岩手県"),
        ("西和賀町役場", "", THEN, "033669", "西和賀町"),
        ("十日町市長様", "", THEN, "152102", "十日町市"),
        ("岩手県庁", "", THEN, "030007", "岩手県"),
        ("西和賀町。", "", THEN, "033669", "西和賀町"),
        ("篠山市", "兵庫県", NOW, "282219", "丹波篠山市"),
        ("ささやまし", "", NOW, "282219", "丹波篠山市"),
        ("丹波篠山市", "兵庫県", THEN, "282219", "篠山市"),
        ("富谷町", "", NOW, "042161", "富谷市"),
        ("黒川郡富谷町", "宮城県", NOW, "042161", "富谷市"),
        ("那珂川町", "福岡県", NOW, "402311", "那珂川市"),
        ("０３３６６９", "", THEN, "033669", "西和賀町"),
        ("03366-9", "", THEN, "033669", "西和賀町"),
        ("033669 西和賀町", "岩手県", THEN, "033669", "西和賀町"),
        ("044237", "", NOW, "042161", "富谷市"),
    ],
)
def test_resolved(resolver, written, prefecture, on, code, name):
    found = resolver.resolve(written, prefecture, on=on)

    assert (found.verdict, found.code, found.name) == (Verdict.RESOLVED, code, name)
    assert found.reason
    assert found.candidates == ()


@pytest.mark.parametrize(
    ("written", "prefecture", "on", "candidate"),
    [
        ("飯館村", "福島県", THEN, "075647"),
        ("飯館村", "", THEN, "075647"),
        ("珠州市", "", THEN, "172057"),
        ("鳴戸市", "徳島県", THEN, "362026"),
        ("徳島県鳴戸市", "", THEN, "362026"),
        ("穴粟市", "兵庫県", THEN, "282278"),
        ("ハ王子市", "", THEN, "132012"),
        ("かすみかうら市", "茨城県", THEN, "082309"),
        ("高畠市", "山形県", THEN, "063819"),
        ("四万十村", "高知県", THEN, "392103"),
        ("西和賀", "", THEN, "033669"),
        ("十日町長", "", THEN, "152102"),
        ("県新宮市", "和歌山", THEN, "302074"),
        ("県みなべ町", "和歌山県", THEN, "303917"),
        ("西和賀町沢内", "", THEN, "033669"),
        ("西和賀町（旧沢内村）", "", THEN, "033669"),
        ("県津市", "三重県", THEN, "242012"),
        ("岩手県ほか", "", THEN, "030007"),
        ("稲敷郡西和賀町", "", THEN, "033669"),
        ("西和賀町", "秋田県", THEN, "033669"),
        ("岩手県西和賀町", "秋田県", THEN, "033669"),
        ("西和賀町（秋田県）", "", THEN, "033669"),
        ("西和賀町", "東北", THEN, "033669"),
        ("西和賀町", "岩手件", THEN, "033669"),
        ("鹿島市", "茨城県", THEN, "082228"),
        ("茨城県鹿島市", "", THEN, "082228"),
        ("さくら市", "千葉県", THEN, "122122"),
        ("さく市", "", THEN, "202177"),
        ("大阪府中市", "", THEN, "132063"),
        ("大阪県大阪市", "", THEN, "271004"),
        ("東京都都留市", "", THEN, "192040"),
        ("岩手", "岩手県", THEN, "030007"),
        ("京都", "", THEN, "260002"),
        ("札幌市中央区", "", THEN, "011002"),
        ("大阪市北区", "", THEN, "271004"),
        ("荒川区・江東区", "", THEN, "131181"),
        ("荒川区\n江東区", "", THEN, "131181"),
        ("富谷市", "宮城県", THEN, "044237"),
        ("33669", "", THEN, "033669"),
        ("033668", "", THEN, "033669"),
        ("033669", "秋田県", THEN, "033669"),
        ("033669遠野市", "", THEN, "032085"),
        ("西和賀町", "岩手県", dt.date(2005, 1, 1), "033669"),  # the town was made later that year
    ],
)
def test_review_names_the_body_but_does_not_take_it(resolver, written, prefecture, on, candidate):
    found = resolver.resolve(written, prefecture, on=on)

    assert (found.verdict, found.body, found.name) == (Verdict.REVIEW, None, "")
    assert candidate in codes(found)
    assert found.reason


@pytest.mark.parametrize(
    ("written", "prefecture", "on", "candidates"),
    [
        ("府中市", "", THEN, ["132063", "342084"]),
        ("ふちゅうし", "", THEN, ["132063", "342084"]),
        ("府中市役所", "", THEN, ["132063", "342084"]),
        ("美里町", "", THEN, ["045055", "113816", "433489"]),
        ("南部町", "", NOW, ["024457", "193666", "313891"]),
        ("那珂川町", "", THEN, ["094111", "403059"]),
        ("川上村", "", THEN, ["203041", "294527"]),
        ("えさしちょう", "北海道", THEN, ["013617", "015148"]),
        ("サクラシ", "", THEN, ["092142", "122122"]),
        ("12203", "", THEN, ["012203", "122033"]),
    ],
)
def test_ambiguous(resolver, written, prefecture, on, candidates):
    found = resolver.resolve(written, prefecture, on=on)

    assert (found.verdict, found.body) == (Verdict.AMBIGUOUS, None)
    assert codes(found) == candidates


@pytest.mark.parametrize(
    ("written", "prefecture"),
    [
        ("", ""),
        (" \n　", "岩手県"),
        ("稲毛市", "千葉県"),
        ("市", ""),
        ("都道府県", ""),
        ("○○市", ""),
        ("999999", ""),
        ("000000", ""),
        ("016951", ""),  # 色丹村, which is not counted
        ("011011", ""),  # 札幌市中央区
        ("\x00\x01", ""),
        ("()", ""),
        ("((((", ""),
        ("・・・", ""),
        ("長", ""),
        ("西和賀町" * 200, ""),
        ("西和賀町", "岩手県" * 200),
        ("=1+1", ""),
        ("🏯", ""),
    ],
)
def test_unknown(resolver, written, prefecture):
    found = resolver.resolve(written, prefecture, on=THEN)

    assert (found.verdict, found.body, found.candidates) == (Verdict.UNKNOWN, None, ())
    assert found.reason


@pytest.mark.parametrize("written", ["中央区", "北区", "港区"])
def test_ward_of_another_city_is_never_a_special_ward(resolver, written):
    for prefecture in ("大阪府", "北海道", "愛知県"):
        assert not resolver.resolve(written, prefecture, on=THEN).is_sure
    for city in ("札幌市", "大阪市", "大阪府大阪市", "名古屋市"):
        found = resolver.resolve(f"{city}{written}", on=THEN)
        assert not found.is_sure
        assert not any(candidate.body.is_special_ward for candidate in found.candidates)


def test_candidates_are_told_with_code_and_prefecture(resolver):
    found = resolver.resolve("府中市", on=THEN)

    assert found.candidates_text == "132063 東京都府中市; 342084 広島県府中市"


def test_candidates_are_few_and_the_rest_is_told(resolver):
    found = resolver.resolve("?津市", on=THEN)

    assert len(found.candidates) == 5
    assert "候補はほかにも" in found.reason


@pytest.fixture(scope="module")
def taught(bodies, resolver):
    """The resolver with a person's verdicts on the list of 2015."""
    verdicts = read_spellings(FACTS / "partner_list_2015_verdicts.json", bodies)
    return Resolver(bodies.values(), verdicts, resolver.index.changes)


@pytest.mark.parametrize(
    ("written", "prefecture"),
    [("鳴戸市", "徳島県"), ("鳴戸 市", "徳島"), ("徳島県鳴戸市", "")],
)
def test_verdict_is_remembered_for_its_prefecture(taught, written, prefecture):
    found = taught.resolve(written, prefecture, on=NOW)

    assert (found.verdict, found.code) == (Verdict.RESOLVED, "362026")
    assert "担当者の判断（2026-11-22）" in found.reason


def test_verdict_does_not_reach_beyond_its_prefecture(taught):
    assert taught.resolve("鳴戸市", on=THEN).verdict == Verdict.REVIEW
    assert not taught.resolve("鳴戸市", "北海道", on=THEN).is_sure
    assert not taught.resolve("鳴戸市", "東北", on=THEN).is_sure


def test_verdict_that_there_is_no_such_body(taught):
    found = taught.resolve("津川村", "新潟県", on=THEN)

    assert (found.verdict, found.body, found.candidates) == (Verdict.UNKNOWN, None, ())
    assert "阿賀町" in found.reason


def test_verdict_holds_for_a_day_before_the_records(taught):
    assert taught.resolve("鳴戸市", "徳島県", on=dt.date(2010, 4, 1)).code == "362026"


def test_verdict_does_not_overrule_an_exact_name(bodies):
    wrong = Spelling("verdict", "西和賀町", bodies["032085"], bodies["030007"], reason="誤り", decided_on=NOW)

    assert Resolver(bodies.values(), [wrong], []).resolve("西和賀町", "岩手県", on=THEN).code == "033669"


@pytest.fixture
def merged():
    """甲町 and 乙町 became 丙市; 丁市, announced, will become 戊市."""
    place = Body("010006", "北海道", "ほっかいどう", "prefecture")

    def body(code, name, **period):
        return Body(code, name, "", "city" if name[-1] == "市" else "town", place, **period)

    day, later = dt.date(2020, 4, 1), dt.date(2030, 4, 1)
    kou, otsu = body("1", "甲町", valid_to=day), body("2", "乙町", valid_to=day)
    hei = body("3", "丙市", valid_from=day)
    tei, bo = body("4", "丁市", valid_to=later), body("5", "戊市", valid_from=later)
    lost = body("6", "己町", valid_to=day)
    changes = [
        Change(day, "merger", "甲町と乙町が合併し丙市となる", (kou, otsu), (hei,)),
        Change(later, "renaming", "丁市が戊市となる", (tei,), (bo,)),
    ]
    return Resolver([place, kou, otsu, hei, tei, bo, lost], [], changes)


def test_merged_body_is_only_a_hint_to_its_heir(merged):
    found = merged.resolve("甲町", on=NOW)

    assert (found.verdict, codes(found)) == (Verdict.REVIEW, ["3"])
    assert "2020年4月1日に甲町と乙町が合併し丙市となる" in found.reason


def test_announced_change_holds_from_its_day(merged):
    assert merged.resolve("丁市", on=NOW).verdict == Verdict.EXACT
    assert merged.resolve("丁市", on=dt.date(2030, 4, 1)).code == "5"
    assert merged.resolve("戊市", on=NOW).verdict == Verdict.REVIEW


def test_ended_body_without_a_recorded_change_is_for_a_person(merged):
    found = merged.resolve("己町", on=NOW)

    assert (found.verdict, found.body) == (Verdict.REVIEW, None)
    assert "己町は2020-04-01の前日まで" in found.reason


def test_changes_that_go_round_in_a_circle_end(merged):
    place = merged.prefecture("北海道")
    day = dt.date(2020, 4, 1)
    one = Body("1", "甲町", "", "town", place, valid_to=day)
    two = Body("2", "乙町", "", "town", place, valid_to=day)
    changes = [
        Change(day, "renaming", "甲町が乙町となる", (one,), (two,)),
        Change(day, "renaming", "乙町が甲町となる", (two,), (one,)),
    ]

    assert not Resolver([place, one, two], [], changes).resolve("甲町", on=NOW).is_sure


def test_load_resolver_reads_the_database_in_few_queries(master, resolver, django_assert_num_queries):
    with django_assert_num_queries(5):  # bodies, spellings, changes with both their sides
        loaded = load_resolver()

    for written, prefecture, on in [
        ("西和賀町", "岩手県", THEN),
        ("篠山市", "", NOW),
        ("富谷町", "", NOW),
        ("梼原町", "", NOW),
        ("飯館村", "福島県", THEN),
    ]:
        ours, plain = (source.resolve(written, prefecture, on=on) for source in (loaded, resolver))
        assert (ours.verdict, ours.code, ours.name, ours.reason) == (
            plain.verdict,
            plain.code,
            plain.name,
            plain.reason,
        )
        assert ours.candidates_text == plain.candidates_text
    assert loaded.resolve("西和賀町", on=THEN).body.pk
