# SPDX-License-Identifier: MIT
"""Which report lies where: {path below sample-data: bytes}. Four reports come twice."""

from datetime import date

from containers import file_name, pack
from mail import auto_reply, forwarded, human_mail, report_mail, sent_at, tls_report
from model import week_of
from reporters import (AMAZON, ENTERPRISE, FASTMAIL, GMX, GOOGLE, KLEINPOST, MAILRU, MAIN, OUTLOOK, SEEBLICK,
                       STADTWERKE, UNIVERSITY, WIERZBA, YAHOO)
from styles import render

# Mails kept one by one: the first report of that reporter in that week about the main domain.
SINGLE_MAILS = (
    ("google-whole-message-zip", GOOGLE, 42), ("yahoo-gzip-attachment", YAHOO, 42),
    ("enterprise-outlook-nest", ENTERPRISE, 42),
    ("outlook-com-nest", OUTLOOK, 45), ("gmx-rfc9990-gzip", GMX, 44), ("amazon-ses-octet-stream", AMAZON, 42),
    ("kleinpost-text-xml", KLEINPOST, 42), ("wierzba-2012-draft", WIERZBA, 45), ("mail-ru-gzip", MAILRU, 42))
MBOX_DAYS = (date(2026, 10, 19), date(2026, 10, 23))
MAILDIR_DAYS = (date(2026, 11, 5), date(2026, 11, 6))


class Delivery:
    def __init__(self, reports):
        self.files = {}
        self.waiting = list(reports)

    def deliver(self):
        self._single_mails()
        self._mailbox()
        self._maildir()
        self._twice()
        for report in list(self.waiting):
            self._file(self._take(report))
        return self.files

    def _first(self, reporter, week):
        return next(r for r in self.waiting if r.reporter is reporter and r.domain == MAIN and week_of(r.day) == week)

    def _take(self, report):
        self.waiting.remove(report)
        return report

    def _booked(self, first, last):
        return [self._take(r) for r in list(self.waiting) if first <= r.day <= last]

    def _add(self, path, content):
        if path in self.files:
            raise ValueError(f"{path} would be written twice")
        self.files[path] = content

    def _mail(self, name, content):
        self._add(f"mail/{name}.eml", content.encode())

    def _file(self, report, container=None, folder=None, indent=None):
        container = container or report.reporter.container
        path = f"reports/{folder or f'2026-W{week_of(report.day)}'}/{file_name(report, container)}"
        self._add(path, pack(report, render(report, indent), container))

    def _single_mails(self):
        for name, reporter, week in SINGLE_MAILS:
            self._mail(name, report_mail([self._take(self._first(reporter, week))]))
        self._mail("google-forwarded-as-attachment", forwarded(self._take(self._first(GOOGLE, 42))))
        weekly = [self._take(r) for r in list(self.waiting) if r.reporter is SEEBLICK]
        self._mail("seeblick-two-reports", report_mail(weekly))

    def _mailbox(self):
        mails = [(sent_at(report), report_mail([report])) for report in self._booked(*MBOX_DAYS)]
        mails += [human_mail(), auto_reply(), tls_report()]
        entries = [_mbox_entry(when, mail) for when, mail in sorted(mails)]
        self._add("mailbox.mbox", "".join(entries).encode())

    def _maildir(self):
        self._add("Maildir/tmp/.keep", b"")  # git keeps no empty folder
        for number, report in enumerate(self._booked(*MAILDIR_DAYS)):
            unique = f"{int(sent_at(report).timestamp())}.M{number:06}P2217.mail.nordwind.example"
            seen = report.day < MAILDIR_DAYS[1]
            self._add(f"Maildir/cur/{unique}:2,S" if seen else f"Maildir/new/{unique}", report_mail([report]).encode())

    def _twice(self):
        """The second copies; the first ones go the ordinary way."""
        self._mail("google-again-what-is-a-file-too", report_mail([self._first(GOOGLE, 45)]))
        self._file(self._first(STADTWERKE, 46), container="zip", folder="resent")  # compressed anew
        self._file(self._first(FASTMAIL, 44), folder="resent", indent="    ")  # other white space
        self._file(self._first(UNIVERSITY, 44), folder="resent")  # the same bytes


def _mbox_entry(when, mail):
    sender = mail.split("\n", 1)[0].removeprefix("From: ")
    quoted = "".join(f">{line}" if line.lstrip(">").startswith("From ") else line
                     for line in mail.splitlines(keepends=True))
    return f"From {sender} {when:%a %b %d %H:%M:%S %Y}\n{quoted}\n"
