from bulletin.models.board import (
    BoardEvent,
    Confirmation,
    Message,
    MessageFile,
    MutedCategory,
    Response,
    ResponsePartner,
    Terms,
    Thread,
    ThreadFile,
    ThreadPartner,
    ThreadText,
    TieProposal,
    Watch,
)
from bulletin.models.member_notices import MemberNotice, NoticeReceipt
from bulletin.models.notices import Notice
from bulletin.models.publications import PolicyReference, Publication, PublicationFile
from bulletin.models.reviews import TopicReview, TopicStep
from bulletin.models.topics import Topic, TopicPhoto

__all__ = [
    "BoardEvent",
    "Confirmation",
    "MemberNotice",
    "Message",
    "MessageFile",
    "MutedCategory",
    "Notice",
    "NoticeReceipt",
    "PolicyReference",
    "Publication",
    "PublicationFile",
    "Response",
    "ResponsePartner",
    "Terms",
    "Thread",
    "ThreadFile",
    "ThreadPartner",
    "ThreadText",
    "TieProposal",
    "Topic",
    "TopicPhoto",
    "TopicReview",
    "TopicStep",
    "Watch",
]
