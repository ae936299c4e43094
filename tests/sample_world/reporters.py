# SPDX-License-Identifier: MIT
"""Who reports: names and role addresses as the real reporters use them, their habits, and the days they report.

The names of receivers that do not exist lie under .example. Each calendar has a word a week (W42 .. W46) and a
letter a day, Monday first: `x` a report, `.` none.
"""

from dataclasses import dataclass
from datetime import timedelta

from model import DAY_SECONDS, all_days

MAIN = "nordwind.example"
SHOP = "nordwind-shop.example"
PARKED = "nordwind-archiv.example"


@dataclass(frozen=True, eq=False)  # one object each, so that flows can be keyed by reporter
class Reporter:
    org: str
    email: str
    host: str  # first part of the file name
    style: str  # which shape of styles.py
    carrier: str  # which mail of mail.py
    container: str  # "zip", "gz" or "xml": how it stands as a file
    calendar: dict  # policy domain -> five words
    contact: str | None = None
    start_hour: int = 0  # where its day starts, in hours from 00:00 UTC
    seconds: int = DAY_SECONDS - 1
    shows_sp: str = "published"  # "always", "published" or "never"
    recipients: tuple = ()  # domains for envelope_to

    def days(self, domain):
        letters = "".join(self.calendar.get(domain, "").split())
        return [day for day, letter in zip(all_days(), letters) if letter == "x"]


GOOGLE = Reporter(
    "google.com", "noreply-dmarc-support@google.com", "google.com", "google", "whole_zip", "zip",
    {MAIN: "xxxx..x .xxxx.x xxx.xx. xxxxx.x xxxx.xx",
     SHOP: ".x..... ...x... .x..... ....x.. .x.....",
     PARKED: "....... .x..... ....... ..x.... ...x..."},
    contact="https://support.google.com/a/answer/2466580", shows_sp="always")
YAHOO = Reporter(
    "Yahoo", "dmarchelp@yahooinc.com", "yahoo.com", "yahoo", "gzip_mixed", "gz",
    {MAIN: ".x.x... .x.x... x..x... .x..x.. .xx.x..",
     PARKED: "....... ....... ....x.. ....... ......."},
    shows_sp="never")
ENTERPRISE = Reporter(
    "Enterprise Outlook", "dmarcreport@microsoft.com", "enterprise.protection.outlook.com", "outlook", "outlook_nest",
    "gz", {MAIN: ".x.x... x..x... .x.xx.. xx..x.. xxxxx.."},
    seconds=DAY_SECONDS, shows_sp="always", recipients=("muehle-kontor.example", "werft-ostufer.example"))
OUTLOOK = Reporter(
    "Outlook.com", "dmarcreport@microsoft.com", "protection.outlook.com", "outlook", "outlook_nest", "gz",
    {MAIN: "..x.... .x..... ...x... .x..... x..x..."},
    seconds=DAY_SECONDS, shows_sp="always", recipients=("privatpost.example",))
GMX = Reporter(
    "GMX", "noreply-dmarc@sicher.gmx.net", "gmx.net", "gmx", "gzip_mixed", "gz",
    {MAIN: "x..x... .x..x.. .x.x... x.x.x.. x.xxx..",
     SHOP: "....... ..x.... ....... ...x... ......."},
    contact="https://postmaster.gmx.net/", shows_sp="published")
MAILRU = Reporter(
    "Mail.Ru", "dmarc_support@corp.mail.ru", "mail.ru", "mailru", "gzip_mixed", "gz",
    {MAIN: ".x..... ..x.... x...... .x..... .x.x..."},
    contact="https://help.mail.ru/mail-help", start_hour=-3, seconds=DAY_SECONDS, shows_sp="always")
AMAZON = Reporter(
    "AMAZON-SES", "postmaster@amazonses.com", "amazonses.com", "amazon", "octet_stream", "gz",
    {MAIN: "...x... ...x... ....... ..x.... ..x...."}, seconds=DAY_SECONDS)
# Its mailboxes move elsewhere in the autumn: no report after W44.
COMCAST = Reporter(
    "comcast.net", "postmaster@comcast.net", "comcast.net", "comcast", "gzip_mixed", "gz",
    {MAIN: "..x.x.. .x.x... ..x.... ....... ......."}, shows_sp="always")
KLEINPOST = Reporter(
    "Kleinpost", "postmaster@mx.kleinpost.example", "mx.kleinpost.example", "rspamd", "text_xml", "xml",
    {MAIN: "....x.. ..x.... x...... ...x... .x..x.."}, shows_sp="published")
UNIVERSITY = Reporter(
    "uni-musterstadt.example", "postmaster@uni-musterstadt.example", "uni-musterstadt.example", "opendmarc",
    "gzip_mixed",
    "gz", {MAIN: "x..x... ..x.... .x..x.. ..x.... x.x...."}, seconds=DAY_SECONDS)
WIERZBA = Reporter(
    "poczta-wierzba.example", "dmarc@poczta-wierzba.example", "poczta-wierzba.example", "draft", "text_xml", "xml",
    {MAIN: "..x.... ....... ..x.... ..x.... ......."}, start_hour=-2, shows_sp="always")
FASTMAIL = Reporter(
    "Fastmail Pty Ltd", "reports@fastmaildmarc.com", "fastmaildmarc.com", "fastmail", "gzip_mixed", "gz",
    {MAIN: ".x..... ...x... .x..... x...... .x....."}, contact="https://www.fastmail.com/")
STADTWERKE = Reporter(
    "stadtwerke-lindenau.example", "dmarc@stadtwerke-lindenau.example", "stadtwerke-lindenau.example", "appliance",
    "gzip_mixed", "gz", {MAIN: "x...... ...x... ..x.... .x..... xx.x..."}, seconds=DAY_SECONDS + 10, shows_sp="always")
# A hoster that sums up a whole week: the only reports of more than 36 hours.
SEEBLICK = Reporter(
    "Seeblick Hosting", "dmarc@seeblick-hosting.example", "seeblick-hosting.example", "rspamd", "two_gzip", "gz",
    {MAIN: "....... ....... ....... x...... .......", SHOP: "....... ....... ....... x...... ......."},
    seconds=7 * DAY_SECONDS - 1)

REPORTERS = (GOOGLE, YAHOO, ENTERPRISE, OUTLOOK, GMX, MAILRU, AMAZON, COMCAST, KLEINPOST, UNIVERSITY, WIERZBA, FASTMAIL,
             STADTWERKE, SEEBLICK)


def days_covered(reporter, day):
    """The days whose mail one report of `reporter` tells of, when it is the one of `day`."""
    length = max(1, round(reporter.seconds / DAY_SECONDS))
    return [day + timedelta(days=n) for n in range(length)]

