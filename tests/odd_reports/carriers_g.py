# SPDX-License-Identifier: MIT
"""Group G: how reports are delivered. What becomes of several files is in cases/G.txt."""

from common import base, changed, packed_gzip, packed_zip

ORG = "<org_name>reporter.example</org_name>"
IP, COUNT = "<source_ip>192.0.2.1</source_ip>", "<count>1</count>"
PERIOD = "<begin>1700000000</begin>\n      <end>1700086399</end>"
POLICY_DOMAIN = "<policy_published>\n    <domain>example.com</domain>"
HEADER_FROM = "<header_from>example.com</header_from>"
DKIM_DOMAIN = "<dkim>\n        <domain>example.com</domain>"


def with_records(report_id, *records):
    """The report with a record for each (address, count)."""
    text = base(report_id)
    start, end = text.index("  <record>"), text.index("</feedback>")
    record = text[start:end]
    rows = (record.replace("192.0.2.1", address).replace(COUNT, f"<count>{count}</count>")
            for address, count in records)
    return text[:start] + "".join(rows) + text[end:]


def add_to(files):
    add_copies(files)
    add_same_ids(files)
    add_same_identities(files)
    add_neighbours(files)


def add_copies(files):
    files.add("G1", "first.xml", "a report", base("G1"))
    files.add("G1", "again.xml", "the same bytes again", base("G1"))
    text = base("G2")
    files.add("G2", "first.xml.gz", "a report", packed_gzip(text.encode()))
    files.add("G2", "again.zip", "the same document packed anew", packed_zip(("renamed.xml", text.encode())))
    files.add("G2", "one-line.xml", "the same content in one line",
              "".join(line.strip() for line in text.splitlines()))


def add_same_ids(files):
    for name in ("one", "two"):
        org = f"<org_name>{name}.example</org_name>"
        files.add("G3", f"{name}.xml", f"the report id of another organization ({name}.example)",
                  changed("G3", (ORG, org)))
    files.add("G4", "first.xml", "a report", base("G4"))
    next_day = PERIOD.replace("1700000000", "1700086400").replace("1700086399", "1700172799")
    files.add("G4", "next-day.xml", "the same report id for the next day", changed("G4", (PERIOD, next_day)))


def add_same_identities(files):
    a, b, c = ("192.0.2.1", 5), ("192.0.2.2", 7), ("192.0.2.3", 11)
    for name, records, what in (
            ("overlapping-one", (a, b), "records a and b"),
            ("overlapping-two", (b, c), "records b and c of the same report"),
            ("contained-part", (a,), "record a"),
            ("contained-whole", (a, b), "records a and b of the same report"),
            ("disjoint-one", (a,), "record a"),
            ("disjoint-two", (b,), "record b of the same report"),
            ("disjoint-both", (a, b, c), "records a, b and c of the same report"),
            ("grown-first", (a,), "record a"),
            ("grown-later", (("192.0.2.1", 6),), "record a of the same report with a higher count")):
        files.add("G5", f"{name}.xml", what, with_records("G5-" + name.split("-")[0], *records))


def add_neighbours(files):
    outlook = (ORG, "<org_name>Outlook.com</org_name>")
    for name in ("one", "two"):
        rcpt = f"<envelope_to>{name}.example</envelope_to>\n      {HEADER_FROM}"
        files.add("G6", f"recipient-{name}.xml", "one report per recipient domain",
                  changed(f"G6-recipient-{name}", outlook, (HEADER_FROM, rcpt)))
    for number in (1, 2):
        node = (ORG, f"<org_name>esa{number}.reporter.example</org_name>")
        row = (IP, f"<source_ip>192.0.2.{number}</source_ip>")
        files.add("G6", f"node-{number}.xml", "one report per server",
                  changed(f"G6-node-{number}", node, row))
    below = (HEADER_FROM, "<header_from>sub.example.com</header_from>")
    own = (POLICY_DOMAIN, POLICY_DOMAIN.replace("example.com", "sub.example.com"))
    files.add("G7", "subdomain.xml", "mail of a subdomain in a report of its own",
              changed("G7-subdomain", own, below))
    files.add("G7", "parent.xml", "the same mail in the report of the parent", changed("G7-parent", below))
    domains = ((old, old.replace("example.com", "other.example"))
               for old in (POLICY_DOMAIN, HEADER_FROM, DKIM_DOMAIN))
    files.add("G8", "foreign.xml", "a report about a domain that is not ours", changed("G8", *domains))
