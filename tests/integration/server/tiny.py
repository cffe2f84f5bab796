"""A network that is solved in milliseconds: what takes time in a run of it is the server's."""

import pandas as pd

from engine.network import Network


def tiny_network() -> Network:
    """One supplier, two facilities of which one may be opened, two customers."""
    lanes = [("Works", "North", 1.0), ("Works", "South", 1.0)]
    lanes += [(facility, customer, 2.0) for facility in ("North", "South") for customer in ("Ada", "Bob")]
    return Network.of(
        {
            "products": pd.DataFrame({"product": ["Tea"]}),
            "suppliers": pd.DataFrame({"supplier": ["Works"], "latitude": [50.0], "longitude": [8.0]}),
            "supply": pd.DataFrame({"supplier": ["Works"], "product": ["Tea"], "unit_cost": [2.0]}),
            "facilities": pd.DataFrame(
                {
                    "facility": ["North", "South"],
                    "latitude": [54.0, 47.0],
                    "longitude": [10.0, 11.0],
                    "state": ["existing", "candidate"],
                    "fixed_cost": [100.0, 90.0],
                }
            ),
            "customers": pd.DataFrame({"customer": ["Ada", "Bob"], "latitude": [53.0, 50.0], "longitude": [9.0, 8.5]}),
            "demand": pd.DataFrame({"customer": ["Ada", "Bob"], "product": "Tea", "quantity": [100.0, 50.0]}),
            "lanes": pd.DataFrame(lanes, columns=["origin", "destination", "unit_cost"]).assign(product="Tea"),
        }
    )
