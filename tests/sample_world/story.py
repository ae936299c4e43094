# SPDX-License-Identifier: MIT
"""The story: how the policies walk, and who sends mail under the names of the firm Nordwind.

A flow is mail of one address that looks the same everywhere. Class and cause are what a careful administrator would
conclude over the whole five weeks; a test may hold the program against them.
"""

from dataclasses import dataclass, field
from datetime import date

from model import FIRST_DAY, LAST_DAY, Policy, Signature, week_of
from reporters import (AMAZON, COMCAST, ENTERPRISE, FASTMAIL, GMX, GOOGLE, KLEINPOST, MAILRU, MAIN, OUTLOOK, SEEBLICK,
                       SHOP, PARKED, STADTWERKE, UNIVERSITY, WIERZBA, YAHOO)

NEWS = "news.nordwind.example"
BILLING = "rechnung.nordwind.example"  # never existed
CUSTOM_KEY_DAY = date(2026, 11, 4)  # from here on Briefpost signs as the firm too

# Sub-domains follow p, but for the two weeks in which the newsletter was not ready for an enforcing policy.
WALK = {42: Policy("none"), 43: Policy("none"), 44: Policy("quarantine", sp="none"),
        45: Policy("quarantine", sp="none"), 46: Policy("reject")}
STANDING = {SHOP: Policy("quarantine"), PARKED: Policy("reject")}

# Monday .. Sunday, as a share of a full day.
RHYTHMS = {"office": (1.0, 1.1, 1.0, 1.05, 0.8, 0.2, 0.12), "campaign": (0.1, 1.0, 0.1, 1.0, 0.15, 0.05, 0.05),
           "working days": (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0), "shop hours": (0.8, 0.8, 0.9, 1.0, 1.1, 1.0, 0.7)}


@dataclass(frozen=True)
class Flow:
    name: str
    source_ip: str
    envelope_from: str
    spf_result: str
    volume: dict  # reporter -> messages of a full day
    source_class: str
    cause: str
    signatures: tuple = ()
    domain: str = MAIN
    header_from: str = MAIN
    rhythm: str = "office"
    first: date = FIRST_DAY
    last: date = LAST_DAY
    overrides: dict = field(default_factory=dict)  # reporter -> reason for which an enforcing policy is not applied
    notes: dict = field(default_factory=dict)  # reporter -> reason written although nothing was overridden

    def owns(self, name):
        return name == self.domain or name.endswith("." + self.domain)

    @property
    def dkim_aligned(self):
        return any(s.result == "pass" and self.owns(s.domain) for s in self.signatures)

    @property
    def spf_aligned(self):
        return self.spf_result == "pass" and self.owns(self.envelope_from)


def policy_of(domain, day):
    return WALK[week_of(day)] if domain == MAIN else STANDING[domain]


def own(result, domain=MAIN, selector="mail2026"):
    return Signature(domain, selector, result)


OWN_VOLUME = {GOOGLE: 330, ENTERPRISE: 260, YAHOO: 120, OUTLOOK: 70, GMX: 190, MAILRU: 18, AMAZON: 25, COMCAST: 40,
              KLEINPOST: 14, UNIVERSITY: 60, WIERZBA: 6, FASTMAIL: 22, STADTWERKE: 45, SEEBLICK: 30}


def share(volumes, part):
    return {reporter: mean * part for reporter, mean in volumes.items()}


def own_servers():
    ipv6_talkers = {r: mean * 0.25 for r, mean in OWN_VOLUME.items() if r in (GOOGLE, GMX, UNIVERSITY, KLEINPOST)}
    return [
        Flow("own server, IPv4", "192.0.2.10", MAIN, "pass", OWN_VOLUME, "own", "aligned-both", (own("pass"),)),
        Flow("own server, IPv6", "2001:db8:10:25::10", MAIN, "pass", ipv6_talkers, "own", "aligned-both",
             (own("pass"),)),
        Flow("shop server", "192.0.2.20", SHOP, "pass", {GOOGLE: 42, GMX: 25, SEEBLICK: 6}, "own", "aligned-both",
             (own("pass", SHOP, "shop1"),), domain=SHOP, header_from=SHOP, rhythm="shop hours"),
    ]


def newsletter():
    volume = {GOOGLE: 26, ENTERPRISE: 9, YAHOO: 10, OUTLOOK: 8, GMX: 20, MAILRU: 2, AMAZON: 2, COMCAST: 5, FASTMAIL: 3,
              WIERZBA: 1, SEEBLICK: 3}
    service = Signature("briefpost.example", "s2024", "pass")
    flows = []
    for last_byte in range(21, 26):
        common = dict(source_ip=f"198.51.100.{last_byte}", envelope_from="bounces.briefpost.example", spf_result="pass",
                      volume=volume, source_class="third_party", header_from=NEWS, rhythm="campaign")
        flows.append(Flow(name=f"newsletter .{last_byte}, as the service", cause="unconfigured-service",
                          signatures=(service,), last=date(2026, 11, 3), **common))
        flows.append(Flow(name=f"newsletter .{last_byte}, as the firm", cause="esp-return-path",
                          signatures=(own("pass", selector="bp1"), service), first=CUSTOM_KEY_DAY, **common))
    return flows


def crm():
    volume = {GOOGLE: 9, ENTERPRISE: 8, YAHOO: 3, GMX: 6, OUTLOOK: 2, MAILRU: 2, COMCAST: 2, STADTWERKE: 3, SEEBLICK: 1}
    return [Flow(f"crm .{last_byte}", f"198.51.100.{last_byte}", "kundenbuch.example", "pass", share(volume, part),
                 "third_party", "unknown-steady", rhythm="working days")
            for last_byte, part in ((140, 1.0), (141, 0.6))]


def forgotten_host():
    volume = {GOOGLE: 4, ENTERPRISE: 5, GMX: 3, YAHOO: 2, UNIVERSITY: 2, STADTWERKE: 3, COMCAST: 2, SEEBLICK: 1}
    return [Flow("forgotten host", "203.0.113.77", MAIN, "softfail", volume, "unknown", "unknown-steady",
                 rhythm="working days")]


def forwarders():
    alumni = dict(source_ip="198.51.100.200", envelope_from=MAIN, spf_result="softfail", source_class="forwarder")
    return [
        Flow("alumni, intact", volume={GOOGLE: 14, GMX: 5}, cause="forwarded-dkim-survived", signatures=(own("pass"),),
             **alumni),
        Flow("alumni, rewritten", volume={GOOGLE: 1.6, GMX: 1}, cause="forwarded-and-modified",
             signatures=(own("fail"),), **alumni),
        Flow("alumni, vouched for", volume={GOOGLE: 1}, cause="forwarded-and-modified", signatures=(own("fail"),),
             first=date(2026, 10, 26), last=date(2026, 11, 8), overrides={GOOGLE: ("local_policy", "arc=pass")},
             **alumni),
        # A sender rewriting forwarder: the cause table knows its record as a foreign return path.
        Flow("chambers, SRS", "198.51.100.201", "srs.kanzlei-ahorn.example", "pass", {OUTLOOK: 7, ENTERPRISE: 3},
             "forwarder", "esp-return-path", (own("pass"),)),
        Flow("choir, intact", "2001:db8:f0:25::1", MAIN, "softfail", {YAHOO: 4, FASTMAIL: 3}, "forwarder",
             "forwarded-dkim-survived", (own("pass"),)),
        Flow("guild, intact", "198.51.100.203", MAIN, "softfail", {FASTMAIL: 2, MAILRU: 3}, "forwarder",
             "forwarded-dkim-survived", (own("pass"),)),
        Flow("guild, rewritten", "198.51.100.203", MAIN, "softfail", {FASTMAIL: 2, MAILRU: 1.5}, "forwarder",
             "forwarded-declared", (own("fail"),), first=date(2026, 10, 26),
             overrides={FASTMAIL: ("forwarded", None), MAILRU: ("forwarded", "known forwarder")}),
    ]


def mailing_list():
    volume = {GOOGLE: 6, GMX: 3, UNIVERSITY: 4, YAHOO: 2, FASTMAIL: 2, KLEINPOST: 1, ENTERPRISE: 2}
    return [Flow("mailing list", "198.51.100.230", "lists.verein.example", "pass", volume, "mailing_list",
                 "mailing-list", (own("fail"), Signature("lists.verein.example", "list1", "pass")),
                 overrides={GMX: ("mailing_list", None), FASTMAIL: ("mailing_list", None),
                            KLEINPOST: ("local_policy", "listed sender")},
                 notes={UNIVERSITY: ("local_policy", "arc=fail as[1].d=lists.verein.example as[1].s=list1")})]


def steady_flows():
    return own_servers() + newsletter() + crm() + forgotten_host() + forwarders() + mailing_list()
