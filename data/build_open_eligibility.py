"""Rebuild ``data/open_eligibility.csv`` from the published XML of the Open Eligibility taxonomy (version 2.0, 2014).

Usage, from the root of the repository::

    python3 data/build_open_eligibility.py FILE

``FILE`` is ``taxonomy.xml`` of the Open Eligibility project (CC BY-SA 3.0 Unported, Aunt Bertha, a public benefit
corporation). Only identifiers, names and the tree are taken over; the long descriptions are left out.

Defects of the published file and what is done about them:

* it declares XML version "2.0", which parsers must refuse: the declaration is dropped;
* identifier 1206 stands for "Medical Care" and, inside it, for "Primary Care": the first keeps it, the second becomes
  1206a (any further repetition would become 1206b and so on);
* 1170 stands beside 1169 although it is one level deeper: the parent is taken from the level, not from the nesting.
"""

from __future__ import annotations

import csv
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from string import ascii_lowercase

OUTPUT = Path(__file__).with_name("open_eligibility.csv")
HEADER = ("code", "parent", "name", "axis")
LEVELS = ("top_level", "second_level", "third_level", "fourth_level")
AXES = {"services": "service", "situations": "situation"}


def rows_of(axis: ElementTree.Element, axis_name: str, seen: set[str]) -> list[tuple[str, str, str, str]]:
    """The terms of one axis in the order of the file."""
    rows: list[tuple[str, str, str, str]] = []
    open_levels: list[str] = []
    for element in axis.iter():
        if element.tag not in LEVELS:
            continue
        level = LEVELS.index(element.tag)
        identifier = element.attrib["id"].strip()
        code = next(c for c in (identifier, *(identifier + letter for letter in ascii_lowercase)) if c not in seen)
        seen.add(code)
        del open_levels[level:]
        parent = open_levels[-1] if open_levels else ""
        open_levels.append(code)
        rows.append((code, parent, " ".join(element.attrib["title"].split()), axis_name))
    return rows


def build(source: Path) -> list[tuple[str, str, str, str]]:
    text = re.sub(r"<\?xml.*?\?>", "", source.read_text(encoding="utf-8"), count=1)
    root = ElementTree.fromstring(text.strip())
    seen: set[str] = set()
    rows: list[tuple[str, str, str, str]] = []
    for tag, axis_name in AXES.items():
        axis = root.find(tag)
        if axis is None:
            raise SystemExit(f"{source}: no <{tag}> element")
        rows += rows_of(axis, axis_name, seen)
    return rows


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit("usage: build_open_eligibility.py FILE")
    rows = build(Path(sys.argv[1]))
    with OUTPUT.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    print(f"{OUTPUT.name}: {len(rows)} terms")


if __name__ == "__main__":
    main()
