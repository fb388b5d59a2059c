from bulletin.models.board.history import BoardEvent, ThreadText
from bulletin.models.board.partners import ThreadPartner
from bulletin.models.board.responses import Response, ResponsePartner
from bulletin.models.board.rooms import Message, MessageFile
from bulletin.models.board.terms import Confirmation, Terms, TieProposal
from bulletin.models.board.threads import Thread, ThreadFile
from bulletin.models.board.watches import MutedCategory, Watch

__all__ = [
    "BoardEvent",
    "Confirmation",
    "Message",
    "MessageFile",
    "MutedCategory",
    "Response",
    "ResponsePartner",
    "Terms",
    "Thread",
    "ThreadFile",
    "ThreadPartner",
    "ThreadText",
    "TieProposal",
    "Watch",
]
