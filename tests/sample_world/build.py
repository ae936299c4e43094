# SPDX-License-Identifier: MIT
"""Lets the story happen: flows and calendars in, reports out."""

import hashlib
import random

from model import Record, Report, epoch
from reporters import REPORTERS, days_covered
from spoofers import spoof_flows
from story import RHYTHMS, policy_of, steady_flows

DECLARED = {"forwarded", "trusted_forwarder", "mailing_list"}


def build_reports():
    flows = steady_flows() + spoof_flows()
    reports = [_report(reporter, domain, day, flows)
               for reporter in REPORTERS for domain in reporter.calendar for day in reporter.days(domain)]
    return sorted(reports, key=lambda report: (report.begin, report.org, report.domain))


def _report(reporter, domain, day, flows):
    policy = policy_of(domain, day)
    begin = epoch(day, reporter.start_hour * 3_600)
    report = Report(reporter, domain, policy, begin, begin + reporter.seconds, _report_id(reporter, domain, begin))
    for flow in flows:
        if flow.domain == domain and reporter in flow.volume:
            report.records += _records(reporter, policy, flow, days_covered(reporter, day))
    return report


def _records(reporter, policy, flow, days):
    count = sum(_messages(reporter, flow, day) for day in days)
    passes = flow.dkim_aligned or flow.spf_aligned
    applied = policy.for_name(flow.header_from, flow.domain)
    hides_sp = reporter.shows_sp == "never" and applied != policy.p
    if count == 0 or (hides_sp and not passes):
        return []
    reason = _reason(reporter, flow, applied) if not passes else None
    overridden = reason is not None and reporter in flow.overrides
    disposition = _disposition(reporter, applied, passes, overridden)
    cause = "forwarded-declared" if overridden and _declares_forwarding(reason) else flow.cause
    return [Record(flow.source_ip, part, disposition, _verdict(flow.dkim_aligned), _verdict(flow.spf_aligned),
                   flow.header_from, flow.envelope_from, flow.spf_result, flow.signatures, reason, recipient,
                   flow.name, flow.source_class, cause)
            for recipient, part in _by_recipient(reporter, flow, count)]


def _messages(reporter, flow, day):
    if not flow.first <= day <= flow.last:
        return 0
    if flow.rhythm == "once":
        return flow.volume[reporter]
    mean = flow.volume[reporter] * RHYTHMS[flow.rhythm][day.weekday()]
    dice = random.Random(f"{reporter.org}/{flow.name}/{day}")
    exact = mean * dice.uniform(0.75, 1.25)
    return int(exact) + (dice.random() < exact % 1)


def _reason(reporter, flow, applied):
    if reporter in flow.overrides and applied != "none":
        return flow.overrides[reporter]
    return flow.notes.get(reporter) if applied == "none" else None


def _declares_forwarding(reason):
    kind, comment = reason
    return kind in DECLARED or (kind == "local_policy" and comment == "arc=pass")


def _disposition(reporter, applied, passes, overridden):
    if passes:
        return "pass" if reporter.style == "gmx" and applied != "none" else "none"
    return "none" if overridden else applied


def _by_recipient(reporter, flow, count):
    """Microsoft writes a record for each recipient domain; only the big flows reach both."""
    if not reporter.recipients:
        return [(None, count)]
    if len(reporter.recipients) == 1 or count < 20:
        return [(reporter.recipients[0], count)]
    second = count // 3
    return [(reporter.recipients[0], count - second), (reporter.recipients[1], second)]


def _verdict(aligned):
    return "pass" if aligned else "fail"


def _report_id(reporter, domain, begin):
    digest = hashlib.sha256(f"{reporter.org}/{domain}/{begin}".encode()).hexdigest()
    number = str(int(digest[:16], 16))
    shapes = {"google": number.zfill(20)[:20], "yahoo": f"{begin + 93_600}.{number[:6]}", "gmx": digest[:32],
              "mailru": number[:20],
              "amazon": f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}",
              "rspamd": f"{domain}.{begin}.{begin + reporter.seconds}",
              "opendmarc": f"{domain}:{begin + reporter.seconds}",
              "appliance": f"{digest[:5]}${digest[5:10]}={digest[10:20]}@esa1.{reporter.host}"}
    return shapes.get(reporter.style, digest[:32])
