# SPDX-License-Identifier: MIT
"""What a reader of the whole sample world must find, computed from the story's own model."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

WINDOW_DAYS = 28


@dataclass(frozen=True)
class Row:
    """The messages of one record on one day."""

    org: str
    domain: str
    day: date
    record: object
    messages: int


def rows_of(reports):
    return [Row(report.org, report.domain, day, record, messages)
            for report in reports for record in report.records for day, messages in report.spread(record.count).items()]


def expected(reports, ignored):
    rows = rows_of(reports)
    last_day = max(row.day for row in rows)
    window = [row for row in rows if row.day > last_day - timedelta(days=WINDOW_DAYS)]
    return {
        "reports_new": len(reports), "reports_duplicate": 4,
        "records": sum(len(report.records) for report in reports), "messages": sum(row.messages for row in rows),
        "ignored_by": ignored, "first_day": str(min(row.day for row in rows)), "last_day": str(last_day),
        "domains": _domains(window, reports), "domains_all": _domains(rows, reports), "sources_all": _sources(rows),
        "by_day": _by_day(rows), "by_reporter": _by_reporter(reports)}


def _grouped(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return sorted(groups.items())


def _sum(rows, condition=lambda record: True):
    return sum(row.messages for row in rows if condition(row.record))


def _verdicts(rows):
    return {
        "messages": _sum(rows), "dmarc_pass": _sum(rows, lambda r: r.passes),
        "dmarc_fail": _sum(rows, lambda r: not r.passes)}


def _handling(rows):
    return {"delivered": _sum(rows, lambda r: r.disposition in ("none", "pass")),
            "quarantined": _sum(rows, lambda r: r.disposition == "quarantine"),
            "rejected": _sum(rows, lambda r: r.disposition == "reject")}


def _span(rows):
    return {"reporters": len({row.org for row in rows}), "first_day": str(min(row.day for row in rows)),
            "last_day": str(max(row.day for row in rows))}


def _domains(rows, reports):
    return [{"domain": domain, **_verdicts(own), **_handling(own),
             "sources": len({row.record.source_ip for row in own}), **_span(own),
             "policy": max((r for r in reports if r.domain == domain), key=lambda r: r.end_exclusive).policy.p}
            for domain, own in _grouped(rows, lambda row: row.domain)]


def _sources(rows):
    return [{"domain": domain, "source_ip": source_ip, **_verdicts(own),
             "dkim_aligned": _sum(own, lambda r: r.dkim == "pass"), "spf_aligned": _sum(own, lambda r: r.spf == "pass"),
             **_handling(own), **_span(own), "class": own[0].record.source_class, "cause": _cause(own)}
            for (domain, source_ip), own in _grouped(rows, lambda row: (row.domain, row.record.source_ip))]


def _cause(rows):
    """That of most failing messages; of most messages where none fails."""
    failing = [row for row in rows if not row.record.passes]
    counts = Counter()
    for row in failing or rows:
        counts[row.record.cause] += row.messages
    return max(sorted(counts), key=counts.get)


def _by_day(rows):
    return {domain: {str(day): _sum(own) for day, own in _grouped(of_domain, lambda row: row.day)}
            for domain, of_domain in _grouped(rows, lambda row: row.domain)}


def _by_reporter(reports):
    result = {}
    for org in sorted({report.org for report in reports}):
        own = [report for report in reports if report.org == org]
        result[org] = {"reports": len(own), "records": sum(len(report.records) for report in own),
                       "messages": sum(record.count for report in own for record in report.records)}
    return result


def check_judgement(rows):
    """The classes the story claims must hold by the rule of steadiness, or the README would lie."""
    for (domain, source_ip), own in _grouped(rows, lambda row: (row.domain, row.record.source_ip)):
        days = {row.day for row in own}
        weeks, orgs = {day.isocalendar().week for day in days}, {row.org for row in own}
        steady = (len(days) >= 5 and len(weeks) >= 2) or (len(days) >= 3 and len(orgs) >= 2)
        source_class, cause = own[0].record.source_class, _cause(own)
        if steady == (source_class == "abuse") or (source_class == "forwarder" and len(orgs) > 2):
            raise SystemExit(f"{source_ip} of {domain} is no longer {source_class} ({cause})")
