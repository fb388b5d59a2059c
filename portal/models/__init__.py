from portal.models.figures import Figure
from portal.models.seeds import SeedRecord

__all__ = ["Figure", "SeedRecord"]
