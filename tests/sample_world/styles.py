# SPDX-License-Identifier: MIT
"""Writes one report as XML in the shape its reporter is known for.

A style is a list of choices, not code: which elements a reporter writes, in which order, how it indents. All are
clean: reading them needs no repair.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Style:
    declaration: str | None = '<?xml version="1.0" encoding="UTF-8"?>'
    attributes: str = ""
    version: str | None = "1.0"
    indent: str | None = "  "  # None: the whole file on one line
    metadata: tuple = ("org_name", "email", "extra_contact_info", "report_id", "date_range")
    policy: tuple = ("domain", "adkim", "aspf", "p", "sp", "pct")
    identifiers: tuple = ("header_from",)
    dkim: tuple = ("domain", "selector", "result")
    spf: tuple = ("domain", "result")
    generator: str | None = None


STYLES = {
    "google": Style('<?xml version="1.0" encoding="UTF-8" ?>', version=None,
                    policy=("domain", "adkim", "aspf", "p", "sp", "pct", "np"),
                    dkim=("domain", "result", "selector")),
    "yahoo": Style('<?xml version="1.0"?>', version=None),
    "outlook": Style('<?xml version="1.0"?>', attributes=' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
                     ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
                     policy=("domain", "adkim", "aspf", "p", "sp", "pct", "fo"),
                     identifiers=("envelope_to", "envelope_from", "header_from"), spf=("domain", "scope", "result")),
    "gmx": Style(attributes=' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"', generator="aggregate-reporter 3.2",
                 metadata=("org_name", "email", "extra_contact_info", "report_id", "date_range", "generator"),
                 policy=("domain", "discovery_method", "p", "sp", "adkim", "aspf", "testing"),
                 identifiers=("header_from", "envelope_from"), spf=("domain", "scope", "result")),
    "mailru": Style(version=None, indent=None),
    "amazon": Style(version="0.1", policy=("domain", "adkim", "aspf", "p", "sp", "pct", "fo"),
                    identifiers=("envelope_from", "header_from")),
    "comcast": Style(indent="    ", identifiers=("envelope_from", "header_from"), spf=("domain", "scope", "result")),
    "rspamd": Style('<?xml version="1.0" encoding="utf-8"?>', version=None, indent="\t"),
    "opendmarc": Style('<?xml version="1.0" encoding="UTF-8"?>', version="1", indent=" "),
    # The draft of 2012: no declaration, no version, no selector, no scope, no envelope sender.
    "draft": Style(declaration=None, version=None, indent="",
                   metadata=("date_range", "email", "org_name", "report_id"), dkim=("domain", "result")),
    "fastmail": Style('<?xml version="1.0"?>', indent="\t", policy=("domain", "p", "sp", "pct"),
                      identifiers=("envelope_from", "header_from"), spf=("domain", "scope", "result")),
    "appliance": Style(indent=" ", identifiers=("header_from", "envelope_from"), spf=("domain", "scope", "result")),
}


def render(report, indent=None):
    """The XML of `report` as bytes; `indent` re-wraps it with other white space than its reporter uses."""
    style = STYLES[report.reporter.style]
    chosen = style.indent if indent is None else indent
    tree = ("feedback", _present([("version", style.version), ("report_metadata", _metadata(report, style)),
                                  ("policy_published", _policy(report, style))])
            + [("record", _record(record, style)) for record in report.records])
    lines = ([style.declaration] if style.declaration else []) + list(_lines(tree, chosen, 0, style.attributes))
    separator = "" if chosen is None else "\n"
    return (separator.join(lines) + "\n").encode()


def _present(children):
    return [(name, value) for name, value in children if value is not None]


def _in_order(names, values):
    return _present([(name, values.get(name)) for name in names])


def _metadata(report, style):
    reporter = report.reporter
    return _in_order(style.metadata, {
        "org_name": reporter.org, "email": reporter.email, "extra_contact_info": reporter.contact,
        "report_id": report.report_id, "generator": style.generator,
        "date_range": [("begin", str(report.begin)), ("end", str(report.end))]})


def _policy(report, style):
    policy, shows = report.policy, report.reporter.shows_sp
    sp = {"always": policy.sp or policy.p, "published": policy.sp, "never": None}[shows]
    return _in_order(style.policy, {
        "domain": report.domain, "adkim": "r", "aspf": "r", "p": policy.p, "sp": sp, "np": sp, "pct": "100", "fo": "0",
        "discovery_method": "psl", "testing": "n"})


def _record(record, style):
    evaluated = [("disposition", record.disposition), ("dkim", record.dkim), ("spf", record.spf)]
    if record.reason:
        kind, comment = record.reason
        evaluated.append(("reason", _present([("type", kind), ("comment", comment)])))
    names = {"header_from": record.header_from, "envelope_from": record.envelope_from,
             "envelope_to": record.envelope_to}
    results = [("dkim", _in_order(style.dkim, vars(signature))) for signature in record.signatures]
    results.append(("spf", _in_order(style.spf, {"domain": record.envelope_from, "scope": "mfrom",
                                                 "result": record.spf_result})))
    return [("row", [("source_ip", record.source_ip), ("count", str(record.count)), ("policy_evaluated", evaluated)]),
            ("identifiers", _in_order(style.identifiers, names)), ("auth_results", results)]


def _lines(node, indent, depth, attributes=""):
    name, value = node
    margin = (indent or "") * depth
    if isinstance(value, str):
        yield f"{margin}<{name}>{escape(value)}</{name}>"
        return
    yield f"{margin}<{name}{attributes}>"
    for child in value:
        yield from _lines(child, indent, depth + 1)
    yield f"{margin}</{name}>"
