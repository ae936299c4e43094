# SPDX-License-Identifier: MIT
"""Groups A to D of the catalogue: what is odd in the XML document itself."""

import documents_a
import documents_b
import documents_c
import documents_d


def add_to(files):
    for group in (documents_a, documents_b, documents_c, documents_d):
        group.add_to(files)
