from bulletin.models.board import (
    BoardEvent,
    Confirmation,
    Message,
    MessageFile,
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
from bulletin.models.notices import Notice
from bulletin.models.publications import PolicyReference, Publication, PublicationFile
from bulletin.models.topics import Topic, TopicPhoto

__all__ = [
    "BoardEvent",
    "Confirmation",
    "Message",
    "MessageFile",
    "Notice",
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
    "Watch",
]
