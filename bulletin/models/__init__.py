from bulletin.models.publications import PolicyReference, Publication

__all__ = ["PolicyReference", "Publication"]
