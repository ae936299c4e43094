# SPDX-License-Identifier: MIT
"""Groups E, F and G of the catalogue: what reports travel in, and how they are delivered."""

import carriers_e
import carriers_f
import carriers_g


def add_to(files):
    carriers_e.add_to(files)
    carriers_f.add_to(files)
    carriers_g.add_to(files)
