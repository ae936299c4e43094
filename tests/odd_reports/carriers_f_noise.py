# SPDX-License-Identifier: MIT
"""Rows F23 and F24: what else comes to a published address."""

from carriers_mail import attachment, entity, lines, mail, multipart, text_part
from common import packed_gzip

TLS_REPORT = """{
  "organization-name": "reporter.example",
  "date-range": {"start-datetime": "2023-11-15T00:00:00Z", "end-datetime": "2023-11-15T23:59:59Z"},
  "contact-info": "tls@reporter.example",
  "report-id": "F24",
  "policies": [{
    "policy": {"policy-type": "no-policy-found", "policy-domain": "example.com"},
    "summary": {"total-successful-session-count": 3, "total-failure-session-count": 0}
  }]
}
"""
HEADERS = lines("From: Someone <someone@example.com>", "To: friend@example.net", "Subject: lunch",
                "Message-ID: <lunch@example.com>")


def add_to(files):
    add_noise(files)
    add_other_reports(files)


def add_noise(files):
    files.add("F23", "bounce.eml", "delivery status notification", mail("F23-bounce", multipart(
        "report; report-type=delivery-status", text_part("Your message could not be delivered.\n"),
        entity("message/delivery-status", delivery_status()), entity("text/rfc822-headers", HEADERS)),
        "Undelivered Mail Returned to Sender", "Mail Delivery System <MAILER-DAEMON@mx.example.net>"))
    reply = lines("Auto-Submitted: auto-replied", "Precedence: bulk") + text_part("I am away until Monday.\n")
    files.add("F23", "auto-reply.eml", "automatic reply", mail(
        "F23-auto-reply", reply, "Out of office: Report Domain: example.com", "Friend <friend@example.net>"))
    offer = '<html><body><p>Buy <a href="https://shop.example/">cheap</a> things today!</p></body></html>\n'
    files.add("F23", "spam.eml", "advertisement", mail(
        "F23-spam", entity("text/html; charset=utf-8", offer), "Cheap things", "Shop <shop@shop.example>"))
    files.add("F23", "calendar.eml", "invitation", mail("F23-calendar", multipart(
        "alternative", text_part("Meeting on Monday.\n"),
        entity("text/calendar; method=REQUEST; charset=utf-8", invitation())),
        "Invitation: meeting", "Friend <friend@example.net>"))


def delivery_status():
    return lines("Reporting-MTA: dns; mx.example.net", "Arrival-Date: Wed, 15 Nov 2023 00:59:00 +0000", "",
                 "Final-Recipient: rfc822; friend@example.net", "Action: failed", "Status: 5.2.2",
                 "Diagnostic-Code: smtp; 552 5.2.2 mailbox full")


def invitation():
    return lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//calendar//EN", "METHOD:REQUEST",
                 "BEGIN:VEVENT", "UID:meeting@example.net", "DTSTAMP:20231115T010000Z",
                 "DTSTART:20231120T090000Z", "SUMMARY:meeting", "END:VEVENT", "END:VCALENDAR")


def add_other_reports(files):
    feedback = lines("Feedback-Type: auth-failure", "User-Agent: reporter/1.0", "Version: 1",
                     "Original-Mail-From: <bounce@bounces.example.net>", "Source-IP: 192.0.2.1",
                     "Reported-Domain: example.com", "Auth-Failure: dmarc", "Identity-Alignment: none",
                     "Delivery-Result: reject")
    files.add("F24", "failure.eml", "failure report (ARF)", mail("F24-failure", multipart(
        "report; report-type=feedback-report", text_part("This is a failure report.\n"),
        entity("message/feedback-report", feedback), entity("text/rfc822-headers", HEADERS)), "FW: lunch"))
    tls = attachment(packed_gzip(TLS_REPORT.encode()), "application/tlsrpt+gzip", "tls.json.gz")
    files.add("F24", "tls.eml", "TLS report", mail("F24-tls", multipart(
        "report; report-type=tlsrpt", text_part("This is a TLS report.\n"), tls),
        "Report Domain: example.com Submitter: reporter.example Report-ID: <F24>"))
    files.add("F24", "tls.json", "TLS report by itself", TLS_REPORT)
