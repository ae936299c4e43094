#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tests/data/odd anew: one file a deviation, and the README that lists them.

    tests/odd_reports/make.py

What becomes of each file is asserted by tests/data/odd/cases/*.txt, which are written by hand.
"""

import pathlib

import carriers
import documents
from common import Files

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "odd"

HEAD = """# Odd reports

One file a deviation from the RFCs' format or from how reports are sent. All are written for this project
(MIT licence) by `tests/odd_reports/make.py`; addresses and names are those of documentation. What becomes of
each is asserted by the blocks of `cases/*.txt`, one ctest a block.

| row | file | what is odd |
|---|---|---|
"""


def main():
    files = Files()
    documents.add_to(files)
    carriers.add_to(files)
    for old in FOLDER.glob("[A-G][0-9]*"):
        old.unlink()
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = [HEAD]
    for row, name, what, data in files.rows:
        (FOLDER / name).write_bytes(data)
        lines.append(f"| {row} | `{name}` | {what} |\n")
    (FOLDER / "README.md").write_text("".join(lines))


if __name__ == "__main__":
    main()
