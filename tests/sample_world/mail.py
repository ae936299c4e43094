# SPDX-License-Identifier: MIT
"""The mails in which reports travel, one function a carrier, and the mails that stand beside them in the mailbox."""

import gzip
import hashlib
import json
from datetime import datetime, timedelta, timezone

from containers import file_name, pack
from mime import attachment, base64_lines, encoded_subject, message, multipart, part, quoted_printable, text
from model import utc
from styles import render

RUA = "dmarc-berichte@nordwind.example"


def report_mail(reports, xml=None):
    """The mail that carries `reports` (one, but for the carrier two_gzip) in the manner of their reporter."""
    first = reports[0]
    documents = [(report, xml or render(report)) for report in reports]
    entity = CARRIERS[first.reporter.carrier](documents)
    digest = hashlib.sha256("/".join(map(str, first.key)).encode()).hexdigest()[:20]
    return message(first.reporter.email, RUA, _subject(first), sent_at(first), f"{digest}@{first.reporter.host}",
                   entity)


def sent_at(report):
    """Some hours after the period, never twice at the same second for one day."""
    delay = int(hashlib.sha256(report.report_id.encode()).hexdigest()[:6], 16) % 20_000
    return utc(report.end_exclusive + 7_200 + delay)


def _subject(report):
    domain, host, report_id = report.domain, report.reporter.host, report.report_id
    plain = f"Report Domain: {domain} Submitter: {host} Report-ID: <{report_id}>"
    return {
        "google": f"Report domain: {domain} Submitter: {host} Report-ID: {report_id}",
        "mailru": f"Report Domain: {domain}; Submitter: {host}; Report-ID: {report_id}",
        "rspamd": f"Report Domain: {domain}\n\tSubmitter: {host}\n\tReport-ID: {report_id}",
        "amazon": f"Dmarc Aggregate Report Domain: {{{domain}}}  Submitter: {{Amazon SES}}  "
                  f"Date: {{{report.day}}}  Report-ID: {{{report_id}}}",
        "outlook": encoded_subject(plain),
    }.get(report.reporter.style, plain)


def whole_zip(documents):
    (report, xml), = documents
    name = file_name(report, "zip")
    return part(f'application/zip; name="{name}"', base64_lines(pack(report, xml, "zip")), "base64",
                Content_Disposition=f'attachment; filename="{name}"')


def _gzip_file(document, content_type="application/gzip"):
    report, xml = document
    return attachment(content_type, file_name(report, "gz"), pack(report, xml, "gz"))


def gzip_mixed(documents):
    (report, _), = documents
    note = text(f"This is an aggregate report from {report.reporter.host} for {report.domain}.\n")
    return multipart("mixed", [note, _gzip_file(*documents)])


def outlook_nest(documents):
    """mixed > related > alternative: a page about the report, then the report itself."""
    (report, _), = documents
    page = (f"<html><body><p>This is a DMARC aggregate report from Microsoft Corporation for {report.domain}.</p>"
            "<table><tr><td>Do not reply.</td></tr></table></body></html>\n")
    alternative = multipart("alternative", [part("text/html; charset=us-ascii", quoted_printable(page.encode()),
                                                 "quoted-printable")])
    related = multipart("related", [alternative], extra=' type="text/html";')
    return multipart("mixed", [related, _gzip_file(*documents)])


def octet_stream(documents):
    note = text("This MIME email was sent through Amazon SES.\n")
    return multipart("mixed", [note, _gzip_file(*documents, content_type="application/octet-stream")])


def text_xml(documents):
    (report, xml), = documents
    name = file_name(report, "xml")
    return multipart("mixed", [
        text(f"This is an aggregate report from {report.reporter.host}.\n"),
        part("text/xml; charset=utf-8", quoted_printable(xml), "quoted-printable",
             Content_Disposition=f'attachment; filename="{name}"')])


def two_gzip(documents):
    return multipart("mixed", [text("Weekly summary: one report a domain.\n"), *map(_gzip_file, documents)])


CARRIERS = {"whole_zip": whole_zip, "gzip_mixed": gzip_mixed, "outlook_nest": outlook_nest,
            "octet_stream": octet_stream, "text_xml": text_xml, "two_gzip": two_gzip}


def forwarded(report):
    """A colleague passes a report on as an attached message."""
    inner = part("message/rfc822", report_mail([report]), Content_Disposition="attachment")
    entity = multipart("mixed", [text("This one went to the old address. Yours?\n"), inner])
    return message("buchhaltung@nordwind.example", RUA, "Fwd: Report domain: nordwind.example",
                   sent_at(report) + timedelta(days=1), "weiter.1@nordwind.example", entity)


def human_mail():
    when = datetime(2026, 10, 21, 8, 12, 5, tzinfo=timezone.utc)
    body = ("Good morning,\n\n"
            "some invoices of October landed in the junk folder of the Muehle. Can you look into it?\n\n"
            "From what they say, they did not even see a warning.\n\nRegards, accounts\n")
    return when, message("buchhaltung@nordwind.example", "postmaster@nordwind.example", "Invoices in the junk folder",
                         when, "frage.7@nordwind.example", text(body))


def auto_reply():
    when = datetime(2026, 10, 22, 6, 30, 0, tzinfo=timezone.utc)
    return when, message("dmarc@poczta-wierzba.example", RUA, "Auto: out of office", when,
                         "auto.99@poczta-wierzba.example", text("Thank you. This mailbox is read on Mondays.\n"),
                         [("Auto-Submitted", "auto-replied")])


def tls_report():
    """SMTP TLS report (RFC 8460): a neighbour in the mailbox, not a DMARC report."""
    when = datetime(2026, 10, 22, 10, 1, 0, tzinfo=timezone.utc)
    sessions = {"total-successful-session-count": 318, "total-failure-session-count": 0}
    policy = {"policy-type": "sts", "policy-string": ["version: STSv1", "mode: testing", "mx: mail.nordwind.example",
                                                       "max_age: 604800"],
              "policy-domain": "nordwind.example", "mx-host": ["mail.nordwind.example"]}
    content = {"organization-name": "Google Inc.", "contact-info": "smtp-tls-reporting@google.com",
               "date-range": {"start-datetime": "2026-10-21T00:00:00Z", "end-datetime": "2026-10-21T23:59:59Z"},
               "report-id": "2026-10-21T00:00:00Z_nordwind.example",
               "policies": [{"policy": policy, "summary": sessions}]}
    name = "google.com!nordwind.example!1792540800!1792627199!001.json.gz"
    packed = gzip.compress(json.dumps(content).encode(), 9, mtime=0)
    entity = multipart("report", [text("This is an aggregate TLS report from google.com\n"),
                                  attachment("application/tlsrpt+gzip", name, packed)], extra=' report-type="tlsrpt";')
    subject = ("Report Domain: nordwind.example Submitter: google.com"
               " Report-ID: <2026.10.21T00.00.00Z+nordwind.example@google.com>")
    return when, message("noreply-smtp-tls-reporting@google.com", RUA, subject, when, "tls.20261021@google.com", entity,
                         [("TLS-Report-Domain", "nordwind.example"), ("TLS-Report-Submitter", "google.com")])
