"""The tile map's layout and shades."""

from pathlib import Path

import pytest
from django.conf import settings

from portal.tilemap import (
    PREFECTURES,
    WARDS,
    Scale,
    outline,
    prefecture_marks,
    prefecture_tiles,
    short,
    ward_marks,
    ward_tiles,
)


def test_every_prefecture_has_a_place_of_its_own():
    assert sorted(PREFECTURES) == [f"{number:02}" for number in range(1, 48)]
    assert len(set(PREFECTURES.values())) == 47


def test_every_special_ward_has_a_place_of_its_own():
    assert sorted(WARDS) == [f"{number:02}" for number in range(1, 24)]
    assert len(set(WARDS.values())) == 23


def test_the_wards_inset_lies_in_the_sea():
    """The inset takes the squares of rows 0–4 and columns 0–5, which no prefecture may use."""
    assert all(row <= 4 and column <= 5 for row, column in WARDS.values())
    assert not [key for key, (row, column) in PREFECTURES.items() if row <= 4 and column <= 5]


@pytest.mark.parametrize(
    ("north", "south"), [("01", "02"), ("02", "03"), ("07", "09"), ("13", "14"), ("40", "46"), ("46", "47")]
)
def test_north_is_above_south(north, south):
    assert PREFECTURES[north][0] < PREFECTURES[south][0]


@pytest.mark.parametrize(("west", "east"), [("42", "35"), ("35", "27"), ("28", "23"), ("20", "08")])
def test_west_is_left_of_east(west, east):
    assert PREFECTURES[west][1] < PREFECTURES[east][1]


def test_shades_are_the_quarters_of_the_numbers_above_zero():
    scale = Scale.of([0, 1, 2, 3, 4, 5, 6, 7, 8])
    assert [scale.level(value) for value in (0, 1, 2, 3, 4, 5, 6, 7, 8, 99)] == [0, 1, 1, 2, 2, 3, 3, 4, 4, 4]
    assert scale.legend() == [(0, "0"), (1, "1～2"), (2, "3～4"), (3, "5～6"), (4, "7～8")]


def test_few_different_numbers_use_the_dark_shades_only():
    scale = Scale.of([5, 5, 5])
    assert scale.level(5) == 4
    assert scale.legend() == [(0, "0"), (4, "1～5")]


@pytest.mark.parametrize("values", [[], [0, 0]])
def test_without_numbers_there_is_one_shade(values):
    scale = Scale.of(values)
    assert scale.level(0) == 0
    assert scale.level(3) == 0
    assert scale.legend() == [(0, "0")]


def test_tiles_carry_what_the_component_shows():
    scale = Scale.of([3])
    assert prefecture_tiles([("03", "岩手県", 3, "/municipalities/?prefecture=030007")], scale) == [
        {
            "number": "03",
            "name": "岩手県",
            "short": "岩手",
            "value": 3,
            "url": "/municipalities/?prefecture=030007",
            "row": 2,
            "column": 11,
            "level": 4,
        }
    ]
    (arakawa,) = ward_tiles([("131181", "荒川区", None, "/wards/131181/")], scale)
    assert (arakawa["short"], arakawa["row"], arakawa["column"]) == ("荒川", 1, 3)
    assert (arakawa["value"], arakawa["level"]) == (None, 0)


@pytest.mark.parametrize(
    ("name", "expected"), [("北海道", "北海道"), ("京都府", "京都"), ("神奈川県", "神奈川"), ("港区", "港")]
)
def test_short_names(name, expected):
    assert short(name) == expected


@pytest.mark.parametrize(("name", "places"), [("japan", PREFECTURES), ("wards", WARDS)])
def test_the_drawing_of_all_squares_is_the_layout(name, places):
    drawn = Path(settings.BASE_DIR, "static", "img", "maps.svg").read_text()
    symbol = drawn.split(f'<symbol id="{name}"')[1].split("</symbol>")[0]
    assert f'd="{outline(places)}"' in symbol


def test_marks_lie_on_their_squares():
    (iwate,) = prefecture_marks([("03", "岩手県", 3, "#")], Scale.of([3]))
    assert (iwate.x, iwate.y, iwate.value, iwate.level) == ("484", "88", "3", "4")
    (arakawa,) = ward_marks([("131181", "荒川区", None, "#")])
    assert (arakawa.x, arakawa.y, arakawa.value, arakawa.short) == ("132", "44", "", "荒川")
