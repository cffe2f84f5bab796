"""Licences of everything that ships with the application, read from what is installed."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.resources import files

_PRODUCT = "networx-essentials"
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_NOT_SHIPPED = ("test", "dev", "build", "server", "data")
_FEW = 60


def product_version() -> str:
    """Version of the product."""
    return distribution(_PRODUCT).version


def library_licences() -> list[tuple[str, str, str]]:
    """Name, version and licence of every library that the product needs, with all that they need themselves."""
    found: dict[str, tuple[str, str, str]] = {}
    waiting = [_PRODUCT]
    while waiting:
        name = waiting.pop()
        key = name.lower().replace("_", "-")
        if key in found:
            continue
        try:
            library = distribution(name)
        except PackageNotFoundError:  # needed on another system, or for an extra that is not installed
            continue
        found[key] = (library.metadata["Name"], library.version, _licence(library))
        waiting += _needs(library)
    found.pop(_PRODUCT)
    return [found[key] for key in sorted(found)]


def data_licences() -> list[tuple[str, str]]:
    """What ships beside the code, and the text of its licence."""
    resources = files("resources")
    texts = (
        ("Inter, the type", "fonts/LICENSE.txt"),
        ("Lucide, the icons", "icons/LICENSE.txt"),
        ("Outlines of maps", "map/LICENSE.txt"),
        ("Cities on maps", "map/LICENSE-CITIES.txt"),
    )
    return [(name, resources.joinpath(path).read_text("utf-8")) for name, path in texts]


def _needs(library: Distribution) -> list[str]:
    """Names that a library requires, without those for its tests and its making."""
    wanted = []
    for line in library.requires or ():
        condition = line.partition(";")[2]
        is_extra = "extra" in condition
        ours = library.metadata["Name"] == _PRODUCT and not any(f'"{extra}"' in condition for extra in _NOT_SHIPPED)
        match = _NAME.match(line)
        if match and (ours or not is_extra):
            wanted.append(match.group())
    return wanted


def _licence(library: Distribution) -> str:
    """The licence as the library states it, in a few words."""
    told: list[str] = library.metadata.get_all("License-Expression", [])
    classifiers: list[str] = library.metadata.get_all("Classifier", [])
    told += [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    told += [text.strip().partition("\n")[0] for text in library.metadata.get_all("License", [])]
    return told[0][:_FEW] if told and told[0] else "see its files"
