"""What a part may break."""

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.drill.cluster import Cluster


class Faults(NamedTuple):
    cluster: Cluster
    #: Ends every connection to the database but its own, and says how many there were.
    cut: Callable[[], int]
    #: To bring the same faults about again.
    rng: random.Random
