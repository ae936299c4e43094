# SPDX-License-Identifier: MIT
"""The Postfix log of the forgotten host: what the reports count, seen from the side of the sender.

Every message that a daily report of W44 to W46 counts for the host has its lines here; from W46 on they end in a
refusal. Some deliveries to receivers that send no reports, and refusals that have nothing to do with DMARC, stand
between them.
"""

import gzip
import hashlib
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from model import FIRST_DAY, week_of
from receivers import RECEIVERS

HOST = "erp-alt.nordwind.example"
SENDER = "rechnung@nordwind.example"
ZONE = timezone(timedelta(hours=1))  # the host's clock: Central European winter time
OLD_LOG_WEEK, NEW_LOG_WEEKS = 44, (45, 46)


@dataclass(frozen=True)
class Attempt:
    when: datetime
    queue_id: str
    recipient: str
    relay: str  # name[address]
    status: str  # sent, bounced or deferred
    dsn: str
    answer: tuple  # lines of the reply
    stage: str = "end of DATA command"
    org: str | None = None  # the reporter that counts the message
    refused_by_dmarc: bool = False

    @property
    def message_id(self):
        return f"{self.when:%Y%m%d%H%M%S}.{self.queue_id}@{HOST}"


def attempts_of(reports):
    """Every delivery attempt of W44 .. W46, in order of time."""
    attempts = list(_strangers_to_dmarc())
    for report in reports:
        if report.reporter in RECEIVERS and not report.is_long and week_of(report.day) >= OLD_LOG_WEEK:
            for record in report.records:
                if record.flow == "forgotten host":
                    attempts += [_reported(report, record, number) for number in range(record.count)]
    return sorted(attempts, key=lambda attempt: (attempt.when, attempt.queue_id))


def _reported(report, record, number):
    receiver = RECEIVERS[report.reporter]
    dice = random.Random(f"log/{report.org}/{report.day}/{number}")
    when = _working_hour(report.day, dice)
    queue_id, token = _queue_id(dice), hashlib.sha256(dice.randbytes(8)).hexdigest()[:16]
    refused = record.disposition == "reject"
    answer = receiver.reply(record.source_ip, when, token) if refused else [f"250 2.0.0 OK: queued as {token}"]
    status, dsn = ("bounced", receiver.dsn) if refused else ("sent", "2.0.0")
    return Attempt(when, queue_id, receiver.recipient, f"{receiver.mx}[{receiver.address}]", status, dsn, tuple(answer),
                   org=report.org, refused_by_dmarc=refused)


def _strangers_to_dmarc():
    quiet = ("laden@drucker-hof.example", "mx.drucker-hof.example[192.0.2.210]")
    for day in range(14, 35):
        when_day = FIRST_DAY + timedelta(days=day)
        if when_day.weekday() < 5:
            dice = random.Random(f"log/quiet/{when_day}")
            yield Attempt(_working_hour(when_day, dice), _queue_id(dice), *quiet, "sent", "2.0.0",
                          ("250 2.0.0 Ok: queued as 4D2F81A03C",))
    for day, recipient, relay, status, dsn, answer, stage in FALSE_FRIENDS:
        dice = random.Random(f"log/{recipient}")
        yield Attempt(_working_hour(day, dice), _queue_id(dice), recipient, relay, status, dsn, (answer,), stage)


# Refusals that look like DMARC to a hurried reader and are not.
FALSE_FRIENDS = (
    (date(2026, 11, 3), "dmarc@boje.example", "mx.boje.example[192.0.2.221]", "bounced", "5.1.1",
     "550 5.1.1 <dmarc@boje.example>: Recipient address rejected: User unknown in virtual mailbox table",
     "RCPT TO command"),
    (date(2026, 11, 4), "lager@kaimauer.example", "mx.kaimauer.example[192.0.2.222]", "deferred", "4.7.1",
     "450 4.7.1 <lager@kaimauer.example>: Recipient address rejected: Greylisted, please try again later",
     "RCPT TO command"),
    (date(2026, 11, 10), "werkstatt@dock-sieben.example", "mail.dock-sieben.example[192.0.2.223]", "bounced", "5.7.1",
     "554 5.7.1 <werkstatt@dock-sieben.example>: Relay access denied", "RCPT TO command"),
    (date(2026, 11, 11), "einkauf@pegelhaus.example", "esa2.pegelhaus.example[192.0.2.224]", "bounced", "5.0.0",
     "550 #5.7.1 SPF unauthorized mail is prohibited.", "MAIL FROM command"),
    (date(2026, 11, 12), "info@mole-nord.example", "mx.mole-nord.example[192.0.2.225]", "bounced", "5.7.1",
     "554 5.7.1 Service unavailable; Client host [203.0.113.77] blocked using zen.spamhaus.org", "RCPT TO command"),
)


def _working_hour(day, dice):
    return datetime(day.year, day.month, day.day, 7, tzinfo=timezone.utc) + timedelta(seconds=dice.randrange(9 * 3_600))


def _queue_id(dice):
    return f"{dice.randrange(16 ** 10, 16 ** 11):X}"


def log_files(attempts):
    old = "".join(_lines_of(a for a in attempts if week_of(a.when.date()) == OLD_LOG_WEEK))
    new = "".join(_lines_of(a for a in attempts if week_of(a.when.date()) in NEW_LOG_WEEKS))
    return {"logs/mail.log.1.gz": gzip.compress(old.encode(), 9, mtime=0), "logs/mail.log": new.encode()}


def _lines_of(attempts):
    lines = [line for attempt in attempts for line in _attempt_lines(attempt)]
    return [f"{when.astimezone(ZONE).isoformat(timespec='milliseconds')} erp-alt {text}\n"
            for when, text in sorted(lines)]


def _attempt_lines(attempt):
    """(time, text) of each line, as pickup, cleanup, qmgr and smtp write them."""
    pid, qid, start = 2_000 + int(attempt.queue_id[-3:], 16), attempt.queue_id, attempt.when
    said = " ".join(attempt.answer)
    if attempt.status != "sent":
        said = f"host {attempt.relay} said: {said} (in reply to {attempt.stage})"
    steps = [
        (0, f"postfix/pickup[1183]: {qid}: uid=1004 from=<{SENDER}>"),
        (12, f"postfix/cleanup[{pid}]: {qid}: message-id=<{attempt.message_id}>"),
        (25, f"postfix/qmgr[1184]: {qid}: from=<{SENDER}>, size={20_000 + pid}, nrcpt=1 (queue active)"),
        (790, f"postfix/smtp[{pid + 4}]: {qid}: to=<{attempt.recipient}>, relay={attempt.relay}:25, delay=0.79,"
              f" delays=0.03/0.01/0.35/0.4, dsn={attempt.dsn}, status={attempt.status} ({said})")]
    if attempt.status == "bounced":
        steps.append((801, f"postfix/bounce[{pid + 6}]: {qid}: sender non-delivery notification:"
                           f" {bounce_queue_id(attempt)}"))
    if attempt.status != "deferred":
        steps.append((805, f"postfix/qmgr[1184]: {qid}: removed"))
    return [(start + timedelta(milliseconds=after), text) for after, text in steps]


def log_figures(attempts, files):
    """What a reader of the logs must find; the deferred message is never seen again."""
    result = []
    for path, weeks in (("logs/mail.log.1.gz", (OLD_LOG_WEEK,)), ("logs/mail.log", NEW_LOG_WEEKS)):
        own = [attempt for attempt in attempts if week_of(attempt.when.date()) in weeks]
        content = gzip.decompress(files[path]) if path.endswith(".gz") else files[path]
        result.append({"file": path, "lines": content.count(b"\n"),
                       **{status: sum(a.status == status for a in own) for status in ("sent", "deferred", "bounced")},
                       "dmarc": dict(sorted(Counter(a.org for a in own if a.refused_by_dmarc).items()))})
    return result


def bounce_queue_id(attempt):
    return f"{int(attempt.queue_id, 16) ^ 0x5A5A5:X}"
