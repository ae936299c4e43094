#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tests/data/hostile anew: one file an attack, and the README that lists them.

    tests/hostile_inputs/make.py

What becomes of each file is asserted by tests/data/hostile/expected.txt, which is kept by hand, and where that
would be long by tests/ingest/test_hostile_sizes.cpp.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "odd_reports"))  # the base report and the helpers around it

import archives  # noqa: E402
import attack_mails  # noqa: E402
import attack_texts  # noqa: E402
import attack_xml  # noqa: E402
import fuzz_finds  # noqa: E402
from common import Files  # noqa: E402

FOLDER = HERE.parent / "data" / "hostile"

HEAD = """# Hostile inputs

One file an attack. All are written for this project (MIT licence) by `tests/hostile_inputs/make.py`; addresses
and names are those of documentation, and what unpacks to gibibytes is a few KiB here. H1 are bombs, H2 nests,
H3 entity bombs, H4 external entities, H5 depths, H6 huge texts and attributes, H7 empty records, H8 floods of
distinct values, H9 names that are paths, H10 markup, H11 formulas, H12 what steers terminals, H13 quotes,
commands and overflows, H14 forgeries, H15 mails, H16 what fuzzing found.

What becomes of each is asserted by the blocks of `expected.txt`, one ctest a block.

| row | file | what it tries |
|---|---|---|
"""


def main():
    files = Files()
    for module in (archives, attack_xml, attack_texts, attack_mails, fuzz_finds):
        module.add_to(files)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("H[0-9]*"):
        old.unlink()
    lines = [HEAD]
    for row, name, what, data in sorted(files.rows, key=lambda file: int(file[0][1:])):
        (FOLDER / name).write_bytes(data)
        lines.append(f"| {row} | `{name}` | {what} |\n")
    (FOLDER / "README.md").write_text("".join(lines))


if __name__ == "__main__":
    main()
