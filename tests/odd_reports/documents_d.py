# SPDX-License-Identifier: MIT
"""Group D: values."""

from common import changed, packed_gzip
from report_parts import (COUNT, DATES, DISPOSITION, DKIM, IP, LET_THROUGH, PE_DKIM, PE_SPF, RECORD, SPF, dkim,
                          record, report_mail, spf, tag, with_records)

BEGIN = "<begin>1700000000</begin>"
END = "<end>1700086399</end>"
PCT = "<pct>100</pct>"
FILE_NAME = "reporter.example!example.com!1700000000!1700086399!D31{}.xml"
SUBJECT = "Report Domain: example.com Submitter: reporter.example"


def add_spellings(files):
    files.add("D1", "case.xml", "values in other letter cases",
              changed("D1", ("<p>none</p>", "<p>REJECT</p>"), (DISPOSITION, tag("disposition", "None")),
                      (PE_DKIM, tag("dkim", "Pass")), (PE_SPF, tag("spf", "FAIL")),
                      (DKIM, DKIM.replace("pass", "Pass")),
                      (SPF, spf("bounces.example.net", "MFrom", "SoftFail"))))
    files.add("D2", "padded.xml", "padded values",
              changed("D2", ("<p>none</p>", "<p> none </p>"), (DISPOSITION, tag("disposition", "\u00a0none\u2003")),
                      (PE_DKIM, tag("dkim", "\n          pass\n        ")), (PE_SPF, tag("spf", "\tfail")),
                      (SPF, SPF.replace("pass", "pass\r\n"))))
    files.add("D3", "pass.xml", "disposition `pass` in a report as of RFC 7489",
              changed("D3", ("<p>none</p>", "<p>quarantine</p>"), (DISPOSITION, tag("disposition", "pass"))))
    files.add("D4", "softfail.xml", "disposition `softfail`",
              changed("D4", (DISPOSITION, tag("disposition", "softfail"))))
    for label, value in (("empty", ""), ("nil", "nil"), ("15", "15"), ("unknown", "unknown")):
        files.add("D5", f"{label}.xml", f"disposition: {label}",
                  changed(f"D5-{label}", (DISPOSITION, tag("disposition", value))))
    for label in ("softfail", "neutral", "none", "empty"):
        value = label.replace("empty", "")
        files.add("D6", f"spf-{label}.xml", f"evaluated spf: {label}",
                  changed(f"D6-spf-{label}", (PE_SPF, tag("spf", value)), (SPF, SPF.replace("pass", "none"))))
    files.add("D6", "dkim-none.xml", "evaluated dkim: none",
              changed("D6-dkim-none", (PE_DKIM, tag("dkim", "none")), (DKIM, DKIM.replace("pass", "none"))))


def add_policies(files):
    files.add("D7", "empty.xml", "sp is empty", changed("D7-empty", ("<sp>none</sp>", "<sp></sp>")))
    files.add("D7", "nil.xml", "sp is `nil`", changed("D7-nil", ("<sp>none</sp>", "<sp>nil</sp>")))
    files.add("D8", "absent.xml", "no sp, adkim and aspf",
              changed("D8", ("    <sp>none</sp>\n", ""), ("    <adkim>r</adkim>\n    <aspf>r</aspf>\n", "")))
    for label, adkim, aspf in (("words", "relaxed", "strict"), ("padded", " S ", "R"), ("bogus", "x", "r")):
        files.add("D9", f"{label}.xml", f"adkim `{adkim}`, aspf `{aspf}`",
                  changed(f"D9-{label}", ("<adkim>r</adkim>", tag("adkim", adkim)),
                          ("<aspf>r</aspf>", tag("aspf", aspf))))
    for label, value in (("percent", "100%"), ("fifty-percent", "50%"), ("padded", " 50"), ("letters", "abc"),
                         ("150", "150")):
        files.add("D15", f"{label}.xml", f"pct `{value}`", changed(f"D15-{label}", (PCT, tag("pct", value))))
    files.add("D15", "absent.xml", "no pct", changed("D15-absent", (f"    {PCT}\n", "")))
    for label, value in (("all", "0:1:d:s"), ("two", "1:d"), ("y", "y")):
        files.add("D16", f"{label}.xml", f"fo `{value}`", changed(f"D16-{label}", (PCT, PCT + tag("fo", value))))


def add_results(files):
    files.add("D10", "spf.xml", "spf results `hardfail`, `unknown`, `error`",
              changed("D10", (SPF, "".join(spf("bounces.example.net", "mfrom", result)
                                           for result in ("hardfail", "unknown", "error")))))
    for label, results in (("alias", ("invalid", "unknown", "hardfail")), ("enum", ("softfail", "discard"))):
        more = "".join(dkim("example.net", f"s{at}", result) for at, result in enumerate(results, 2))
        files.add("D11", f"{label}.xml", f"dkim results `{'`, `'.join(results)}`",
                  changed(f"D11-{label}", (DKIM, DKIM + more)))
    files.add("D12", "dkim.xml", "empty dkim result",
              changed("D12-dkim", (DKIM, DKIM + dkim("example.net", "s2", ""))))
    files.add("D12", "spf.xml", "empty spf result", changed("D12-spf", (SPF, SPF.replace("pass", ""))))
    files.add("D13", "helo.xml", "scope `helo` and no domain", changed("D13-helo", (SPF, spf("", "helo", "none"))))
    files.add("D13", "empty.xml", "empty scope",
              changed("D13-empty", (SPF, spf("bounces.example.net", "", "pass"))))
    files.add("D13", "bogus.xml", "scope `bogus`",
              changed("D13-bogus", (SPF, spf("bounces.example.net", "bogus", "pass"))))

    def reasoned(report_id, *kinds):
        reasons = "".join(f"<reason><type>{kind}</type><comment>because</comment></reason>" for kind in kinds)
        return changed(report_id, *LET_THROUGH, (PE_SPF, PE_SPF + reasons))

    files.add("D14", "obsolete.xml", "reason types that RFC 9990 no longer has, in its namespace",
              reasoned("D14-obsolete", "forwarded", "sampled_out")
              .replace("<feedback>", '<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">'))
    files.add("D14", "unknown.xml", "reason type nobody knows", reasoned("D14-unknown", "magic"))


def add_counts(files):
    def counted(report_id, count):
        return changed(report_id, (COUNT, tag("count", count)))

    def beside(report_id, count):
        return with_records(report_id, RECORD, record((COUNT, tag("count", count))))

    files.add("D17", "padded.xml", "count ` 5 `", counted("D17-padded", " 5 "))
    files.add("D17", "plus.xml", "count `+4`", counted("D17-plus", "+4"))
    files.add("D18", "float.xml", "count `2.0`", counted("D18", "2.0"))
    for label, count in (("letters", "abc"), ("comma", "1,234"), ("exponent", "1e3"), ("empty", "")):
        files.add("D19", f"{label}.xml", f"second record's count: `{count}`", beside(f"D19-{label}", count))
    files.add("D20", "negative.xml", "second record's count is negative", beside("D20", "-5"))
    files.add("D21", "32-bit.xml", "count of 2^32", counted("D21-32", "4294967296"))
    files.add("D21", "63-bit.xml", "count of 2^63-1", counted("D21-63", "9223372036854775807"))
    files.add("D21", "64-bit.xml", "second record's count is 2^63", beside("D21-64", "9223372036854775808"))


MENDED_ADDRESSES = (("port", "192.0.2.1:25"), ("brackets", "[2001:db8::1]"), ("zone", "2001:db8::1%eth0"),
                    ("ipv6-tag", "IPv6:2001:db8::1"), ("zeros", "192.000.002.001"))
BROKEN_ADDRESSES = (("letter", "192r.0.2.1"), ("host", "mail.example.net"), ("network", "192.0.2.0/24"))


def add_addresses(files):
    def sent_by(*addresses):
        return [record((IP, tag("source_ip", address))) for address in addresses]

    files.add("D22", "padded.xml", "padded source_ip",
              with_records("D22", *sent_by("\n        192.0.2.1 \n      ")))
    files.add("D23", "empty.xml", "second record's source_ip is empty", with_records("D23", RECORD, *sent_by("")))
    files.add("D23", "count-0.xml", "second record's source_ip is empty and its count 0",
              with_records("D23-count-0", RECORD, record((IP, "<source_ip/>"), (COUNT, "<count>0</count>"))))
    files.add("D23", "alone.xml", "the only record's source_ip is empty", with_records("D23-alone", *sent_by("")))
    for label, address in MENDED_ADDRESSES:
        files.add("D24", f"{label}.xml", f"source_ip `{address}`", with_records(f"D24-{label}", *sent_by(address)))
    for label, address in BROKEN_ADDRESSES:
        files.add("D24", f"{label}.xml", f"second record's source_ip is `{address}`",
                  with_records(f"D24-{label}", RECORD, *sent_by(address)))
    files.add("D25", "mapped.xml", "IPv4-mapped source_ip", with_records("D25-mapped", *sent_by("::ffff:192.0.2.1")))
    files.add("D25", "long.xml", "IPv6 in upper case, and in full length",
              with_records("D25-long", *sent_by("2001:DB8::A", "2001:0db8:0000:0000:0000:0000:0000:000b")))
    files.add("D26", "internal.xml", "private, loopback and null addresses",
              with_records("D26", *sent_by("10.0.0.1", "127.0.0.1", "0.0.0.0", "::1")))


ISO = ("2023-11-14T22:13:20Z", "2023-11-15T22:13:19Z")
# label, what, begin, end; the row's number before it
PERIODS = (("D27", "float", "floats", "1700000000.0", "1700086399.0"),
           ("D28", "padded", "padded", "1700000000 ", "\n        1700086399 "),
           ("D29", "iso", "ISO 8601", *ISO),
           ("D29", "date", "dates without a time", "2023-11-14", "2023-11-15"),
           ("D30", "milliseconds", "milliseconds", "1700000000000", "1700086399000"),
           ("D32", "swapped", "begin after end", "1700086399", "1700000000"),
           ("D33", "zero", "begin equals end", "1700000000", "1700000000"),
           ("D34", "5-seconds", "a day and five seconds", "1700000000", "1700086405"),
           ("D34", "25-hours", "25 hours", "1700000000", "1700090000"),
           ("D35", "36-hours", "36 hours", "1700000000", "1700129600"),
           ("D35", "2-days", "two days", "1700000000", "1700172800"),
           ("D35", "week", "a week and three seconds", "1700000000", "1700604803"),
           ("D35", "201-days", "201 days", "1700000000", "1717411067"),
           ("D36", "future", "in the year 2100", "4102444800", "4102531199"),
           ("D36", "1975", "in the year 1975", "157766400", "157852799"),
           ("D37", "local-day", "from 23:00 UTC to 23:00 UTC", "1700002800", "1700089199"))


def add_periods(files):
    for row, label, what, begin, end in PERIODS:
        files.add(row, f"{label}.xml", f"date range: {what}",
                  changed(f"{row}-{label}", (BEGIN, tag("begin", begin)), (END, tag("end", end))))
    empty = (BEGIN, "<begin></begin>"), (END, "<end></end>")
    files.add("D31", "empty.xml", "empty begin and end", changed("D31-empty", *empty))
    files.add("D31", "missing.xml", "no date_range", changed("D31-missing", (DATES, "")))
    files.add("D31", FILE_NAME.format("name"), "no date_range, but one in the file name",
              changed("D31-name", (DATES, "")))
    files.add("D31", "mail.eml", "empty begin and end, but a period in the file name",
              report_mail("D31-mail", SUBJECT, FILE_NAME.format("mail"), changed("D31-mail", *empty)))


def add_many(files):
    last = record(("192.0.2.1", "203.0.113.200"), (COUNT, "<count>7</count>"))
    files.add("D38", "many.xml.gz", "three hundred records, gzipped",
              packed_gzip(with_records("D38", *[RECORD] * 299, last).encode()))


def add_to(files):
    add_spellings(files)
    add_policies(files)
    add_results(files)
    add_counts(files)
    add_addresses(files)
    add_periods(files)
    add_many(files)
