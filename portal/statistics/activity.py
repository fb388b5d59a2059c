"""T10 as data, for the workbook an office asks for: what that office may see."""

import datetime as dt

from django.utils import timezone

from bulletin import activity
from municipalities.models import Office
from portal.statistics.content import Content


def activity_content(office: Office, day: dt.date) -> Content:
    """Of the threads opened up to a day: how they and their answers stand now, which no record tells of then."""
    rows = [row for row in activity.posted(office) if timezone.localdate(row.opened_at) <= day]
    measures = activity.measures_for(office)
    groups = [
        (f"{key}-{group.key}", f"{title}：{group.label}", found)
        for key, (title, _) in activity.TABLES.items()
        for group, found in activity.grouped(rows, key)
    ]
    return {
        "table": "T10",
        "kind": "grid",
        "title": "会員の活動",
        "definition": (
            "基準日までに受付を始めた掲示板の投稿のうち、書き出した課が見られるものを数えた。年度は、受付を始めた日による。"
            "成立と回答は、書き出した時点のもの。"
        ),
        "unit": "件",
        "row_label": "区分",
        "rows": [{"key": key, "label": label, "unit": "", "note": ""} for key, label, _ in groups],
        "columns": [{"key": one.key, "label": one.label, "unit": one.unit, "note": ""} for one in measures],
        "counts": [
            {
                "row": key,
                "row_label": label,
                "column": one.key,
                "column_label": one.label,
                "on": None,
                "value": one.tells(found),
                "published": None,
                "members": None,
            }
            for key, label, found in groups
            for one in measures
        ],
        "reasons": {},
    }
