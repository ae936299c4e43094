# SPDX-License-Identifier: MIT
"""Strangers who put the firm's names into From: scattered addresses, a message or a few each, never seen again."""

import random
from datetime import date

from model import week_of
from reporters import GMX, GOOGLE, MAIN, PARKED, REPORTERS, SEEBLICK, SHOP, YAHOO
from story import BILLING, Flow

SEED = 20261012
FIRST_WORDS = ("preis", "konto", "paket", "lotto", "gold", "mega", "rabatt", "zoll", "wallet", "klick")
LAST_WORDS = ("blitz", "kiste", "bonus", "falle", "portal", "express", "garten", "fuchs")
# What a checker says of the firm's own name in the envelope; the archive and the shop publish -all.
OWN_SPF = {MAIN: "softfail", SHOP: "fail", PARKED: "fail"}


class Strangers:
    """Hands out one spoofer after the other; the addresses never come twice."""

    def __init__(self):
        self.random = random.Random(SEED)
        self.addresses = self._addresses()
        self.flows = []

    def _addresses(self):
        last_bytes = [n for n in range(2, 255) if not 70 <= n <= 85]  # not next to the forgotten host
        self.random.shuffle(last_bytes)
        for index, last_byte in enumerate(last_bytes):
            yield f"203.0.113.{last_byte}"
            # Every IPv6 stranger in a /64 of its own: nobody's neighbour.
            yield f"2001:db8:{0xb000 + index:x}:{last_byte:x}::{self.random.randrange(1, 0xffff):x}"

    def add(self, reporter, day, domain, header_from=None, own_envelope=False):
        envelope, spf_result = self._envelope(domain, own_envelope)
        self.flows.append(Flow(
            f"stranger {len(self.flows) + 1}", next(self.addresses), envelope, spf_result,
            {reporter: self.random.choice((1, 1, 1, 2, 2, 3, 5))}, "abuse",
            "spoof-subdomain" if header_from == BILLING else "spoof",
            domain=domain, header_from=header_from or domain, rhythm="once", first=day, last=day))

    def _envelope(self, domain, own):
        if own or self.random.random() < 0.3:
            return domain, OWN_SPF[domain]
        name = f"{self.random.choice(FIRST_WORDS)}-{self.random.choice(LAST_WORDS)}.example"
        return name, self.random.choice(("none", "none", "fail"))


def spoof_flows():
    strangers = Strangers()
    for reporter in REPORTERS:
        for domain, chance in ((MAIN, 0.3), (SHOP, 0.6), (PARKED, 1.0)):
            for day in reporter.days(domain) if reporter is not SEEBLICK else ():
                if strangers.random.random() < chance:
                    for _ in range(strangers.random.choice((1, 1, 2))):
                        strangers.add(reporter, day, domain)
    # One whose bounce came back to the firm.
    strangers.add(GOOGLE, date(2026, 11, 12), MAIN, own_envelope=True)
    for reporter in (GOOGLE, GMX, YAHOO):
        for day in reporter.days(MAIN):
            # Not while sp=none stood: Yahoo does not show sp, and its reports would look like an undeclared override.
            if week_of(day) in (43, 46) and day.weekday() in (1, 4):
                strangers.add(reporter, day, MAIN, BILLING)
    return strangers.flows
