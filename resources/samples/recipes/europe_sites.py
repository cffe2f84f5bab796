"""The invented companies and sites of the European sample, and how its regions grow."""

# Growth per year of demand, by region.
REGIONS = {
    "North": ("DK EE FI LT LV NO SE", 0.03),
    "West": ("BE FR GB IE LU NL", 0.025),
    "Centre": ("AT CH DE", 0.02),
    "East": ("BG CZ HR HU PL RO RS SI SK", 0.08),
    "South": ("ES GR IT PT", 0.045),
}
REGION_OF = {country: region for region, (countries, _) in REGIONS.items() for country in countries.split()}
ISLANDS = frozenset({"Las Palmas de Gran Canaria", "Palma", "Santa Cruz de Tenerife"})

SUPPLIERS = {
    "Bilbao Castings": "Bilbao",
    "Ostrava Castings": "Ostrava",
    "Stuttgart Motors": "Stuttgart",
    "Wrocław Motors": "Wrocław",
    "Bologna Seals": "Bologna",
    "Eindhoven Seals": "Eindhoven",
}
# name: city, state, cost of a year, throughput of a year
PLANTS = {
    "Nuremberg plant": ("Nuremberg", "existing", 3_400_000, 165_000),
    "Lille plant": ("Lille", "existing", 3_100_000, 150_000),
    "Turin plant": ("Turin", "existing", 2_900_000, 150_000),
    "Brno plant": ("Brno", "candidate", 1_900_000, 140_000),
    "Łódź plant": ("Łódź", "candidate", 1_800_000, 140_000),
}
WAREHOUSES = {
    "Paris DC": ("Paris", "existing", 980_000, 160_000),
    "Frankfurt DC": ("Frankfurt am Main", "existing", 1_020_000, 180_000),
    "Milan DC": ("Milan", "existing", 870_000, 150_000),
    "Madrid DC": ("Madrid", "existing", 720_000, 130_000),
    "Warsaw DC": ("Warsaw", "existing", 560_000, 140_000),
    "Birmingham DC": ("Birmingham", "existing", 910_000, 130_000),
    "Rotterdam DC": ("Rotterdam", "candidate", 990_000, 180_000),
    "Prague DC": ("Prague", "candidate", 600_000, 150_000),
    "Budapest DC": ("Budapest", "candidate", 570_000, 130_000),
    "Malmö DC": ("Malmö", "candidate", 930_000, 110_000),
}
