"""States of threads and responses, and the groups of them that questions are asked about."""

from django.db import models


class ThreadState(models.TextChoices):
    DRAFT = "draft", "下書き"
    INTERNAL = "internal", "庁内確認"
    REVIEW = "review", "事務局確認"
    OPEN = "open", "受付中"
    CLOSED = "closed", "受付終了"
    SETTLED = "settled", "成立"
    FAILED = "failed", "不成立"
    WITHDRAWN = "withdrawn", "取下げ"
    LAPSED = "lapsed", "期限経過"


#: Nobody outside the author's office sees it.
THREAD_PRIVATE = frozenset({ThreadState.DRAFT, ThreadState.INTERNAL})
#: Not yet seen by those it is addressed to.
THREAD_UNOPENED = THREAD_PRIVATE | {ThreadState.REVIEW}
#: It may still be settled.
THREAD_LIVE = frozenset({ThreadState.OPEN, ThreadState.CLOSED})
#: Seen, or once seen, by those it is addressed to.
THREAD_OPENED = frozenset(ThreadState) - THREAD_UNOPENED


class ResponseState(models.TextChoices):
    DRAFT = "draft", "下書き"
    INTERNAL = "internal", "庁内確認"
    SUBMITTED = "submitted", "提出"
    REVIEWING = "reviewing", "検討中"
    ASKING = "asking", "照会中"
    TALKS = "talks", "協議中"
    TERMS = "terms", "合意案"
    SETTLED = "settled", "成立"
    PASSED = "passed", "見送り"
    DECLINED = "declined", "辞退"
    DISSOLVED = "dissolved", "解消"


#: Nobody outside the responder's office sees it.
RESPONSE_PRIVATE = frozenset({ResponseState.DRAFT, ResponseState.INTERNAL})
#: Before the other side, and not decided.
RESPONSE_OPEN = frozenset(
    {
        ResponseState.SUBMITTED,
        ResponseState.REVIEWING,
        ResponseState.ASKING,
        ResponseState.TALKS,
        ResponseState.TERMS,
    }
)
RESPONSE_ENDED = frozenset({ResponseState.PASSED, ResponseState.DECLINED, ResponseState.DISSOLVED})
#: A body has one of these on a thread at most.
RESPONSE_LIVE = frozenset(ResponseState) - RESPONSE_ENDED
