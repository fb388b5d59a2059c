from bulletin.models.notices import Notice
from bulletin.models.publications import PolicyReference, Publication, PublicationFile
from bulletin.models.topics import Topic, TopicPhoto

__all__ = ["Notice", "PolicyReference", "Publication", "PublicationFile", "Topic", "TopicPhoto"]
