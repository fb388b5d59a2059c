"""The frame of the members' area."""

from functools import cache
from typing import NamedTuple

from django import template
from django.urls import reverse

from accounts.models import Notification
from accounts.urls import SETTINGS_PAGES
from common.dates import today
from municipalities.members import acting_posting
from municipalities.models import MembershipApplication, Posting
from municipalities.models.offices import postings_of
from portal.inbox import owed

register = template.Library()


class RailEntry(NamedTuple):
    """A way in the rail, with how much waits there."""

    label: str
    address: str
    current: str  # aria-current: "page", "true" for what lies below, or empty
    count: int = 0


BOARD = frozenset(
    f"bulletin:{name}"
    for name in (
        *(
            "new_thread",
            "thread",
            "edit_thread",
            "thread_history",
            "thread_record",
            "thread_move",
            "thread_flag",
        ),
        *(
            "thread_join",
            "respond",
            "room",
            "note",
            "room_move",
            "terms",
            "confirm_terms",
            "room_join",
            "packet",
        ),
        *("ties", "watches"),
    )
)

TOPICS = frozenset(
    f"bulletin:{name}"
    for name in (
        *("own_topics", "new_topic", "own_topic", "edit_topic", "topic_photos", "remove_topic_photos"),
        *("propose_wording", "topic_move"),
    )
)
NOTICES = frozenset(
    f"bulletin:{name}"
    for name in (
        "member_notice",
        "new_member_notice",
        "edit_member_notice",
        "publish_notice",
        "withdraw_notice",
    )
)
SURVEYS = frozenset(
    f"surveys:{name}"
    for name in (
        *("new", "desk", "edit", "preview", "extend", "move", "questions", "new_question", "question"),
        *("remove_question", "erratum", "own", "own_submit", "own_copy"),
        *("targets", "target", "move_target", "note_contact", "reissue", "confirm_all", "letters"),
        *("letters_print", "remind", "enter_answer"),
        *("results", "result_cross", "result_answers", "add_category", "category", "remove_category"),
        *("opinions", "choose_opinion", "publish_result"),
    )
) | {"portal:survey_drafts"}

RETURNS = frozenset(
    (
        *(
            f"returns:{name}"
            for name in (
                *("new", "board", "edit", "open", "return", "print", "continue_rest", "submit", "send_back"),
                *(
                    "accept",
                    "comment",
                    "upload",
                    "run",
                    "write",
                    "new_line",
                    "line",
                    "remove",
                    "line_comment",
                ),
            )
        ),
        "portal:close_returns",
    )
)

#: The ways: label, address, and the names of the pages that lie below it.
WAYS = [
    ("今の番", "portal:members", ()),
    ("掲示板", "bulletin:board", BOARD),
    ("トピックス", "bulletin:own_topics", TOPICS),
    ("事務局からのお知らせ", "bulletin:member_notices", NOTICES),
    ("アンケート", "surveys:surveys", SURVEYS),
    ("連携状況調査", "returns:list", RETURNS),
    ("会員の活動", "bulletin:activity", ("bulletin:activity_list",)),
    ("書き出し", "portal:exports", ()),
    ("通知", "portal:notifications", ()),
    ("設定", "account_settings", SETTINGS_PAGES),
    (
        "自治体情報",
        "municipalities:profile",
        ("municipalities:correct_facts", "municipalities:profile_picture"),
    ),
    ("会員名簿", "municipalities:members", ()),
    ("23区の施設", "municipalities:facilities", ()),
    (
        "課と職員",
        "municipalities:office",
        (
            "municipalities:edit_office",
            "municipalities:end_posting",
            "municipalities:invite",
            "municipalities:confirm_membership",
            "portal:handover",
        ),
    ),
]
#: The secretariat's way to topics leads to those that wait for it.
TOPICS_TO_REVIEW = ("トピックス", "bulletin:topic_reviews", TOPICS)
#: Besides, for the secretariat.
SECRETARIAT_WAYS = [
    (
        "会員登録申請",
        "municipalities:applications",
        ("municipalities:application", "municipalities:decide_application"),
    ),
    (
        "会員登録",
        "municipalities:memberships",
        ("municipalities:membership", "municipalities:move_membership"),
    ),
    (
        "年次統計",
        "portal:prepared_releases",
        (
            "portal:prepared_release",
            "portal:publish_release",
            "portal:return_release",
            "portal:remark_release",
        ),
    ),
    ("訂正の提案", "municipalities:corrections", ("municipalities:correction",)),
]
#: For who acts for no office (yet).
WAYS_IN = [
    (
        "会員登録の状況",
        "municipalities:standing",
        ("municipalities:edit_application", "municipalities:withdraw_application"),
    ),
    ("通知", "portal:notifications", ()),
    ("設定", "account_settings", SETTINGS_PAGES),
]


@register.inclusion_tag("components/member_rail.html", takes_context=True)
def member_rail(context: template.Context) -> dict:
    """Asks once for what is owed and what is unread."""
    request = context["request"]
    posting = acting_posting(request)
    here = request.resolver_match.view_name
    counts = {}
    if posting:
        counts["portal:members"] = len(owed(posting.office))
        counts["portal:notifications"] = posting.unread
    else:
        counts["portal:notifications"] = Notification.objects.of(request.user).unread().count()
    if posting and posting.office.is_secretariat:
        counts["municipalities:applications"] = MembershipApplication.objects.waiting().count()
    entries = [
        RailEntry(
            label,
            address(name),
            "page" if here == name else "true" if here in below else "",
            counts.get(name, 0),
        )
        for label, name, below in ways_for(posting)
    ]
    others = [one for one in postings_of(request.user) if one != posting]
    return {"posting": posting, "others": others, "entries": entries, "request": request}


@cache
def address(name: str) -> str:
    """Of a page without arguments: it is looked up once a process."""
    return reverse(name)


def ways_for(posting: Posting | None) -> list[tuple]:
    if posting is None:
        return WAYS_IN
    if posting.office.is_secretariat:
        ways = [TOPICS_TO_REVIEW if way[1] == "bulletin:own_topics" else way for way in WAYS]
        return [way for way in ways if way[1] != "municipalities:profile"] + SECRETARIAT_WAYS
    return WAYS if posting.office.is_ward else [way for way in WAYS if way[1] != "returns:list"]


#: Months in which people change their posts, as the administration's year turns.
MONTHS_OF_CHANGE = (3, 4, 5)


@register.inclusion_tag("components/member_banners.html", takes_context=True)
def member_banners(context: template.Context) -> dict:
    """What the office is reminded of on every page; out of what is read already."""
    posting = acting_posting(context["request"])
    return {
        "owes_confirmation": posting is not None and posting.owes_confirmation,
        "turns_over": posting is not None and today().month in MONTHS_OF_CHANGE,
        "here": context["request"].resolver_match.view_name,
    }
