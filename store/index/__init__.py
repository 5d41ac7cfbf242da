"""The vectors of all snippets, in a Chroma: a projection that the archive can rebuild at any time.

projection   ``Index``: what is in, what is missing, what is damaged
state        how far the projection has come, kept in the home
place        the seam to where the vectors lie, and what is asked of them
ondemand     ``OnDemand``: the projection, opened where it is needed
embedded     in files of the home, under a ``seal``
server       in a collection of a Chroma server, over its ``wire``
"""

from store.index.embedded import EmbeddedPlace
from store.index.ondemand import OnDemand
from store.index.place import Place, Progress, VectorIndex
from store.index.projection import BATCH, Index
from store.index.server import ServerPlace

__all__ = ["BATCH", "EmbeddedPlace", "Index", "OnDemand", "Place", "Progress", "ServerPlace", "VectorIndex"]
