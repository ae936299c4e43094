# SPDX-License-Identifier: MIT
"""Writes sample-data/README.md; every figure in it comes from the same run."""

from mail import RUA
from mail_log import HOST

PAGE = """\
# sample-data: five weeks at Nordwind

One small world that tells one story, shared by the demo, the documentation and the tests. Nothing here is real: the
mail, the figures and the senders are made up. See "Licence and names" at the end.

## The story

Nordwind (`nordwind.example`) walks from `p=none` to `p=reject` within five ISO weeks, 2026-W42 to 2026-W46
(2026-10-12 to 2026-11-15, UTC), which is too fast. The newsletter is mended in time. The customer database and a
forgotten host are not, and in the last week their mail is refused. Two more domains belong to the firm: a small,
clean shop (`nordwind-shop.example`) and a parked name (`nordwind-archiv.example`, `v=spf1 -all`), both used by
spoofers.

| week | days | nordwind.example | what happens |
|---|---|---|---|
| W42, W43 | 10-12 .. 10-25 | `p=none` | the reports are read; nobody looks closely |
| W44 | 10-26 .. 11-01 | `p=quarantine; sp=none` | `sp=none` spares the newsletter, whose From: is under `news.` |
| W45 | 11-02 .. 11-08 | `p=quarantine; sp=none` | from 11-04 Briefpost signs with `d=nordwind.example; s=bp1` |
| W46 | 11-09 .. 11-15 | `p=reject` | too early: the bounces begin |

`nordwind-shop.example` stands at `p=quarantine` all the time, `nordwind-archiv.example` at `p=reject`.

### The sources

Class and cause are what the judgement should come to over the whole time. Where a source has both passing and failing
mail, the cause is the one of most of its failing messages.

| source | address | what it is | class | cause |
|---|---|---|---|---|
| own server | `192.0.2.10`, `2001:db8:10:25::10` | `s=mail2026`, SPF aligned: most of the mail | `own` | `aligned-both` |
| shop server | `192.0.2.20` | the shop's own, `s=shop1` (nordwind-shop.example) | `own` | `aligned-both` |
| Briefpost | `198.51.100.21` .. `.25` | newsletter service | `third_party` | `unconfigured-service`, from 11-04 `esp-return-path` |
| Kundenbuch | `198.51.100.140`, `.141` | CRM; signs nothing, its own envelope | `third_party` | `unknown-steady` |
| forgotten host | `203.0.113.77` | invoice printer; unsigned, SPF softfail | `unknown` | `unknown-steady` |
| alumni forwarder | `198.51.100.200` | signature mostly whole, SPF lost | `forwarder` | `forwarded-and-modified` |
| chambers, SRS | `198.51.100.201` | signature whole, rewritten envelope | `forwarder` | `esp-return-path` |
| guild forwarder | `198.51.100.203` | breaks some signatures, declared | `forwarder` | `forwarded-declared` |
| choir forwarder | `2001:db8:f0:25::1` | signature whole, SPF lost | `forwarder` | `forwarded-dkim-survived` |
| mailing list | `198.51.100.230` | `lists.verein.example`, breaks our signature | `mailing_list` | `mailing-list` |
| strangers | {strangers} addresses in `203.0.113.0/24`, `2001:db8:b000::/40` | a few messages each | `abuse` | `spoof` |
| strangers, `rechnung.` | {sub_strangers} addresses, likewise | From: a sub-domain that never was | `abuse` | `spoof-subdomain` |

Worth knowing: Kundenbuch has no DKIM at all, so the cause table cannot call it an unconfigured service (that takes a
foreign signature *and* a foreign SPF pass); its class still is `third_party`, by its envelope. The SRS forwarder
looks to the cause table like any third-party envelope. Under an enforcing policy some reporters let mail of the
alumni forwarder (`local_policy`, `arc=pass`) and of the mailing list (`mailing_list`) through; those records are
`forwarded-declared`. With three documentation networks for all, several senders of the story share a /24 that would
be strangers to each other.

## The figures

{reports} reports (and {duplicates} delivered twice), {records} records, {messages} messages, {first} .. {last}.

| domain | messages | pass | fail | delivered | quarantined | rejected | sources | reporters |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
{domains}

| reporter | shape | reports | messages |
|---|---|--:|--:|
{reporters}

comcast.net falls silent after W44. All reports are clean: a strict reader repairs nothing. Two oddities are meant:
the two reports of Seeblick Hosting cover seven days each, so their messages are spread over the week, and the
university notes `arc=fail` on mail of the list in W42 and W43, when there was nothing to override.

## The files

| files | number | what |
|---|--:|---|
| `reports/2026-W42/` .. `2026-W46/` | {n_reports} | reports by week: `.xml`, `.xml.gz`, `.zip`, named as reporters do |
| `reports/resent/` | 3 | second copies: compressed anew (zip), with other white space, byte by byte |
| `mail/google-whole-message-zip.eml` | 1 | the whole message is a zip, no multipart |
| `mail/yahoo-gzip-attachment.eml`, `mail-ru-gzip.eml`, `gmx-rfc9990-gzip.eml` | 3 | gzip attachment; GMX writes RFC 9990 |
| `mail/enterprise-outlook-nest.eml`, `outlook-com-nest.eml` | 2 | mixed, related and alternative nested, RFC 2047 subject |
| `mail/amazon-ses-octet-stream.eml` | 1 | gzip as `application/octet-stream` |
| `mail/kleinpost-text-xml.eml`, `wierzba-2012-draft.eml` | 2 | `text/xml`, quoted-printable; the second in the draft of 2012 |
| `mail/seeblick-two-reports.eml` | 1 | two weekly reports in one mail |
| `mail/google-forwarded-as-attachment.eml` | 1 | a report mail forwarded as `message/rfc822` |
| `mail/google-again-what-is-a-file-too.eml` | 1 | second copy of a report that lies in `reports/2026-W45/` |
| `mailbox.mbox` | 1 | {n_mbox} mails: {n_mbox_reports} reports of W43, a colleague, an auto-reply, a TLS report (RFC 8460) |
| `Maildir/cur/`, `new/` | {n_maildir} | report mails of 11-05 and 11-06; `tmp/` holds but the `.keep` that git needs |
| `bounces/postfix-google.eml`, `postfix-microsoft.eml`, `postfix-cisco.eml`, `postfix-opendmarc.eml` | 4 | mail of the forgotten host |
| `bounces/exim-gmx.eml`, `exim-plain-mail-ru.eml`, `sendmail-yahoo.eml` | 3 | Kundenbuch's mail, handed on by it |
| `bounces/exchange-google.eml` | 1 | the alumni forwarder's Exchange could not pass a message on |
| `bounces/qmail-list-google.eml` | 1 | the list's qmail, a member at Google; handed on by its owner |
| `bounces/postfix-backscatter-google.eml` | 1 | a stranger's message that came back to the firm |
| `bounces/postfix-relay-denied-not-dmarc.eml` | 1 | a 5.7.1 that has nothing to do with DMARC |
| `bounces/failure-report-rfc6591.eml` | 1 | the university's, about the message of `postfix-opendmarc.eml` |
| `logs/mail.log` | 1 | Postfix log of the forgotten host `{host}`, W45 and W46, RFC 3339 times at +01:00 |
| `logs/mail.log.1.gz` | 1 | the same, W44 |
| `README.md` | 1 | this page |

Reports, bounces and log agree: each refusal by DMARC is counted as rejected in a report of that receiver for that
day, from that address; the log has a line for each message that a daily report from W44 on counts for the forgotten
host. It also has refusals by relay, greylisting, SPF, blocklist and unknown user, which must not be taken for DMARC.
Reports go to `{rua}`.

## How it is made

`python3 tests/sample_world/generate.py`, run from the repository root, writes all of it, this page included, and
`tests/expected/sample-world.json` with the figures a reader must find. It draws from fixed seeds and asks no clock,
so that a second run changes nothing. Edit the story there, not the files here.

## Licence and names

MIT, like the project; everything was written for it. Addresses are those of RFC 5737 and RFC 3849, and hosts,
domains, services and recipients lie under `.example`. The names and role addresses of large receivers (google.com,
Yahoo, GMX ...) are public facts and serve to match a refusal with the reports of its receiver; the reports themselves
are not theirs.
"""

SHAPES = {
    "google": "RFC 7489 without version, with `np`", "yahoo": "RFC 7489, never `sp`",
    "outlook": "version 1.0, xsd and xsi declared",
    "gmx": "RFC 9990", "mailru": "one line, days from 21:00 UTC", "amazon": "version 0.1",
    "comcast": "RFC 7489, `scope`",
    "rspamd": "as Rspamd writes", "opendmarc": "as OpenDMARC writes, `arc=fail` notes",
    "draft": "2012 draft, days from 22:00 UTC",
    "fastmail": "as Mail::DMARC writes, no `adkim`", "appliance": "24 h and 10 s, id with `$` and `@`"}


def readme(reports, files, figures):
    strangers = [s for s in figures["sources_all"] if s["class"] == "abuse"]
    sub_strangers = sum(s["cause"] == "spoof-subdomain" for s in strangers)
    mails = files["mailbox.mbox"].count(b"\nFrom ") + 1
    return PAGE.format(
        strangers=len(strangers) - sub_strangers, sub_strangers=sub_strangers, reports=figures["reports_new"],
        duplicates=figures["reports_duplicate"], records=_thousands(figures["records"]),
        messages=_thousands(figures["messages"]), first=figures["first_day"], last=figures["last_day"], domains=_domain_rows(figures),
        reporters=_reporter_rows(reports, figures),
        n_reports=sum(path.startswith("reports/2026-") for path in files), n_mbox=mails, n_mbox_reports=mails - 3,
        n_maildir=sum(path.startswith(("Maildir/cur/", "Maildir/new/")) for path in files), host=HOST, rua=RUA)


def _thousands(number):
    return f"{number:,}"


def _domain_rows(figures):
    columns = ("messages", "dmarc_pass", "dmarc_fail", "delivered", "quarantined", "rejected", "sources", "reporters")
    return "\n".join(f"| {row['domain']} | " + " | ".join(_thousands(row[c]) for c in columns) + " |"
                     for row in figures["domains_all"])


def _reporter_rows(reports, figures):
    style_of = {report.org: report.reporter.style for report in reports}
    rows = sorted(figures["by_reporter"].items(), key=lambda item: (-item[1]["messages"], item[0]))
    return "\n".join(f"| {org} | {SHAPES[style_of[org]]} | {row['reports']} | {_thousands(row['messages'])} |"
                     for org, row in rows)
