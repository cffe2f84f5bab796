"""Network: the tables of a model in memory, columnar, under the schema."""

from engine.network.frames import PROVENANCE, conform, empty_frame, frame_columns
from engine.network.network import Network
from engine.network.provenance import Source

__all__ = ["PROVENANCE", "Network", "Source", "conform", "empty_frame", "frame_columns"]
