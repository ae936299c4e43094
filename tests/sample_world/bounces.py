# SPDX-License-Identifier: MIT
"""The bounces of W46, each in the words of the server that wrote it, and one failure report (RFC 6591).

Each goes back to a message that a report of the same day counts as rejected, but for the one false friend.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from mail_log import HOST, SENDER, bounce_queue_id
from mime import message, multipart, part, quoted_printable, text
from model import week_of
from receivers import RECEIVERS
from reporters import ENTERPRISE, GMX, GOOGLE, MAILRU, MAIN, STADTWERKE, UNIVERSITY, YAHOO

DKIM = ("v=1; a=rsa-sha256; c=relaxed/relaxed; d=nordwind.example;\n\ts=mail2026; h=from:to:subject:date; "
        "bh=ZHVtbXkgYm9keSBoYXNo;\n\tb=ZHVtbXkgc2lnbmF0dXJl")


@dataclass(frozen=True)
class Refusal:
    """One refused message: enough to write its bounce, and to look it up in the reports."""

    org: str | None  # None: no reporter counts it
    source_ip: str
    when: datetime
    relay: str
    address: str
    recipient: str
    reply: tuple
    dsn: str
    envelope: str
    author: str
    message_id: str
    queue_id: str = ""
    stage: str = "end of DATA command"
    headers: tuple = ()
    subject: str = "Rechnung 2026-1107"

    def original(self, return_path=True):
        lines = [("Return-Path", f"<{self.envelope}>")] if return_path else []
        lines += [*self.headers, ("From", self.author), ("To", self.recipient), ("Subject", self.subject),
                  ("Date", format_datetime(self.when)), ("Message-ID", f"<{self.message_id}>")]
        return "".join(f"{name}: {value}\n" for name, value in lines)

    @property
    def dmarc(self):
        return self.org is not None


def from_log(attempts, reporter):
    """The first DMARC refusal of the forgotten host at `reporter`; None: its first relay refusal."""
    org = reporter.org if reporter else None
    attempt = next(a for a in attempts if a.status == "bounced"
                   and (a.refused_by_dmarc and a.org == org if org else "Relay access" in a.answer[0]))
    relay, address = attempt.relay.rstrip("]").split("[")
    return Refusal(org, "203.0.113.77", attempt.when, relay, address, attempt.recipient, attempt.answer, attempt.dsn,
                   SENDER,
                   f"Nordwind Rechnungen <{SENDER}>", attempt.message_id, bounce_queue_id(attempt), attempt.stage)


def from_reports(reports, reporter, flow_prefix, local_part, author, envelope=None, **more):
    """A message of a flow that the first fitting report of W46 counts as rejected."""
    report, record = next((report, record) for report in reports for record in report.records
                          if report.reporter is reporter and week_of(report.day) == 46
                          and record.disposition == "reject"
                          and record.flow.startswith(flow_prefix) and record.header_from == report.domain == MAIN
                          and envelope in (None, record.envelope_from))
    digest = hashlib.sha256(f"{report.key}/{record.flow}".encode()).hexdigest()
    when = datetime(report.day.year, report.day.month, report.day.day, 9, int(digest[:6], 16) % 60, 17,
                    tzinfo=timezone.utc)
    receiver = RECEIVERS[reporter]
    return Refusal(report.org, record.source_ip, when, receiver.mx, receiver.address, receiver.recipient,
                   tuple(receiver.reply(record.source_ip, when, digest[8:24])), receiver.dsn,
                   f"{local_part}@{record.envelope_from}",
                   author, f"{digest[24:40]}@{record.envelope_from}", **more)


def bounce_files(reports, attempts):
    """({path: bytes}, [(path, refusal)])"""
    sales = "Nordwind Vertrieb <vertrieb@nordwind.example>"
    listed = (("List-Id", "<segeln.lists.verein.example>"), ("DKIM-Signature", DKIM))
    relayed = (("DKIM-Signature", DKIM), ("X-Forwarded-To", "einkauf@seilerei-holm.example"))
    told = [
        ("postfix-google", postfix, from_log(attempts, GOOGLE)),
        ("postfix-microsoft", postfix, from_log(attempts, ENTERPRISE)),
        ("postfix-cisco", postfix, from_log(attempts, STADTWERKE)),
        ("postfix-opendmarc", postfix, from_log(attempts, UNIVERSITY)),
        ("postfix-relay-denied-not-dmarc", postfix, from_log(attempts, None)),
        ("exim-gmx", exim, from_reports(reports, GMX, "crm", "bounce", sales)),
        ("exim-plain-mail-ru", exim_plain, from_reports(reports, MAILRU, "crm", "bounce", sales)),
        ("sendmail-yahoo", sendmail, from_reports(reports, YAHOO, "crm", "bounce", sales)),
        ("exchange-google", exchange, from_reports(reports, GOOGLE, "alumni, rewritten", "vertrieb", sales,
                                                   headers=relayed)),
        ("qmail-list-google", qmail, from_reports(reports, GOOGLE, "mailing list", "segeln-return-41", sales,
                                                  headers=listed,
                                                  subject="[segeln] Regatta im Fruehjahr")),
        ("postfix-backscatter-google", backscatter,
         from_reports(reports, GOOGLE, "stranger", "chef", "Nordwind <chef@nordwind.example>", envelope=MAIN,
                      subject="Dringende Ueberweisung")),
    ]
    files = {f"bounces/{name}.eml": write(refusal).encode() for name, write, refusal in told}
    reported = from_log(attempts, UNIVERSITY)
    files["bounces/failure-report-rfc6591.eml"] = failure_report(reported).encode()
    return files, [(f"bounces/{name}.eml", refusal) for name, _, refusal in told]


def _bounce(refusal, sender, to, subject, entity, headers=()):
    token = hashlib.sha256(refusal.message_id.encode()).hexdigest()[:16]
    return message(sender, to, subject, refusal.when + timedelta(seconds=1),
                   f"{token}@{sender.split('@')[-1].rstrip('>')}", entity,
                   [("Auto-Submitted", "auto-replied"), *headers])


def _status_part(reporting_mta, refusal, status, diagnostic, per_message=()):
    fields = [("Reporting-MTA", f"dns; {reporting_mta}"), *per_message,
              ("Arrival-Date", format_datetime(refusal.when)), None,
              ("Final-Recipient", f"rfc822; {refusal.recipient}"), ("Action", "failed"), ("Status", status),
              ("Remote-MTA", f"dns; {refusal.relay}"), ("Diagnostic-Code", f"smtp; {diagnostic}")]
    return part("message/delivery-status", "".join(f"{f[0]}: {f[1]}\n" if f else "\n" for f in fields) + "\n")


def _report(words, status, original):
    return multipart("report", [words, status, original], extra=" report-type=delivery-status;")


def _headers_part(refusal):
    return part("text/rfc822-headers", refusal.original() + "\n")


def postfix(refusal, host=HOST):
    reply = " ".join(refusal.reply)
    words = text(f"This is the mail system at host {host}.\n\n"
                 "I'm sorry to have to inform you that your message could not\n"
                 "be delivered to one or more recipients. It's attached below.\n\n"
                 f"<{refusal.recipient}>: host {refusal.relay}[{refusal.address}] said:\n    {reply}\n"
                 f"    (in reply to {refusal.stage})\n")
    queue = (("X-Postfix-Queue-ID", refusal.queue_id or "3F1C20A44B7"),
             ("X-Postfix-Sender", f"rfc822; {refusal.envelope}"))
    status = _status_part(host, refusal, refusal.dsn, "\n    ".join(refusal.reply), queue)
    return _bounce(refusal, f"MAILER-DAEMON@{host}", refusal.envelope, "Undelivered Mail Returned to Sender",
                   _report(words, status, _headers_part(refusal)))


def backscatter(refusal):
    """A stranger's message, refused elsewhere and sent back to an address of ours that never wrote it."""
    return postfix(refusal, "mx.gastnetz.example")


EXIM_OPENING = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

"""


def exim(refusal):
    host = "out1.kundenbuch.example"
    reply = "\n ".join(refusal.reply)
    words = text(EXIM_OPENING + f"  {refusal.recipient}\n    host {refusal.relay} [{refusal.address}]\n"
                 f"    SMTP error from remote mail server after end of data:\n    {reply}\n")
    return _bounce(refusal, f"Mailer-Daemon@{host}", refusal.envelope,
                   "Mail delivery failed: returning message to sender",
                   _report(words, _status_part(host, refusal, "5.0.0", reply), _headers_part(refusal)),
                   [("X-Failed-Recipients", refusal.recipient)])


def exim_plain(refusal):
    body = (EXIM_OPENING + f"  {refusal.recipient}\n"
            f"    SMTP error from remote mail server after end of data:\n    host {refusal.relay} [{refusal.address}]:"
            f" {' '.join(refusal.reply)}\n\n------ This is a copy of the message, including all the headers. ------\n\n"
            f"{refusal.original()}\nGuten Tag, anbei die Rechnung.\n")
    return _bounce(refusal, "Mailer-Daemon@out1.kundenbuch.example", refusal.envelope,
                   "Mail delivery failed: returning message to sender", text(body),
                   [("X-Failed-Recipients", refusal.recipient)])


def sendmail(refusal):
    host = "out2.kundenbuch.example"
    transcript = "".join(f"<<< {line}\n" for line in refusal.reply)
    words = text(f"The original message was received at {format_datetime(refusal.when)}\nfrom localhost [127.0.0.1]\n\n"
                 "   ----- The following addresses had permanent fatal errors -----\n"
                 f"<{refusal.recipient}>\n    (reason: {refusal.reply[0]})\n\n"
                 "   ----- Transcript of session follows -----\n"
                 f"... while talking to {refusal.relay}.:\n>>> DATA\n{transcript}554 5.0.0 Service unavailable\n")
    return _bounce(refusal, f"MAILER-DAEMON@{host}", refusal.envelope, "Returned mail: see transcript for details",
                   _report(words, _status_part(host, refusal, refusal.dsn, refusal.reply[0]), _headers_part(refusal)))


def exchange(refusal):
    host = "mbx3.alumni-musterstadt.example"
    said = " ".join(refusal.reply)
    words = ("Delivery has failed to these recipients or groups:\n\n" + refusal.recipient +
             "\nThe message could not be delivered because of a policy of the receiving organization.\n\n"
             f"Diagnostic information for administrators:\n\nGenerating server: {host}\n\n{refusal.recipient}\n"
             f"Remote Server returned '{said}'\n\nOriginal message headers:\n\n" + refusal.original(return_path=False))
    readable = part("text/plain; charset=us-ascii", quoted_printable(words.encode()), "quoted-printable")
    return _bounce(refusal, f"postmaster@{host}", refusal.envelope, f"Undeliverable: {refusal.subject}",
                   _report(readable, _status_part(host, refusal, refusal.dsn, said), _headers_part(refusal)))


def qmail(refusal):
    body = ("Hi. This is the qmail-send program at lists.verein.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            f"<{refusal.recipient}>:\n{refusal.address} failed after I sent the message.\n"
            "Remote host said: " + "\n".join(refusal.reply) + "\n\n--- Below this line is a copy of the message.\n\n"
            f"{refusal.original()}\nLiebe Segler, wer kommt mit?\n")
    return _bounce(refusal, "MAILER-DAEMON@lists.verein.example", refusal.envelope, "failure notice", text(body))


def failure_report(refusal):
    results = "mx.uni-musterstadt.example; dmarc=fail (p=reject) header.from=nordwind.example"
    fields = (("Feedback-Type", "auth-failure"), ("User-Agent", "OpenDMARC-Filter/1.4.2"), ("Version", "1"),
              ("Auth-Failure", "dmarc"), ("Identity-Alignment", "none"), ("Original-Mail-From", refusal.envelope),
              ("Source-IP", refusal.source_ip), ("Reported-Domain", "nordwind.example"),
              ("Arrival-Date", format_datetime(refusal.when)),
              ("Delivery-Result", "reject"), ("Authentication-Results", results))
    feedback = part("message/feedback-report", "".join(f"{name}: {value}\n" for name, value in fields) + "\n")
    words = text("This is an authentication failure report for an email message received from IP 203.0.113.77.\n")
    entity = multipart("report", [words, feedback, _headers_part(refusal)], extra=" report-type=feedback-report;")
    return message("postmaster@uni-musterstadt.example", "dmarc-fehler@nordwind.example", f"FW: {refusal.subject}",
                   refusal.when + timedelta(seconds=3), "arf.1@uni-musterstadt.example", entity)
