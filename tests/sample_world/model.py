# SPDX-License-Identifier: MIT
"""The plain values of the sample world: policies, records, reports, and the day a report is booked on."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

FIRST_DAY = date(2026, 10, 12)  # Monday of 2026-W42
LAST_DAY = date(2026, 11, 15)  # Sunday of 2026-W46
DAY_SECONDS = 86_400
LONG_REPORT_SECONDS = 36 * 3_600


def all_days():
    return [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


def week_of(day):
    """42 .. 46: the ISO week, by which the story is told."""
    return day.isocalendar().week


def epoch(day, seconds=0):
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    return int(midnight.timestamp()) + seconds


def utc(seconds):
    return datetime.fromtimestamp(seconds, tz=timezone.utc)


@dataclass(frozen=True)
class Policy:
    p: str
    sp: str | None = None  # None: not published, sub-domains follow p

    def for_name(self, header_from, domain):
        return self.p if header_from == domain else (self.sp or self.p)


@dataclass(frozen=True)
class Signature:
    domain: str
    selector: str
    result: str


@dataclass(frozen=True)
class Record:
    source_ip: str
    count: int
    disposition: str
    dkim: str  # the aligned verdicts of the reporter
    spf: str
    header_from: str
    envelope_from: str
    spf_result: str
    signatures: tuple = ()
    reason: tuple | None = None  # (type, comment or None)
    envelope_to: str | None = None
    # Not written into the report: what the story knows about the source.
    flow: str = ""
    source_class: str = ""
    cause: str = ""

    @property
    def passes(self):
        return "pass" in (self.dkim, self.spf)


@dataclass
class Report:
    reporter: object
    domain: str
    policy: Policy
    begin: int
    end: int
    report_id: str
    records: list = field(default_factory=list)

    @property
    def org(self):
        return self.reporter.org

    @property
    def end_exclusive(self):
        """Reporters disagree whether the end belongs to the period; ...:59 says that it does."""
        inclusive = (self.end - self.begin) % 60 == 59
        return self.end + 1 if inclusive else self.end

    @property
    def is_long(self):
        return self.end_exclusive - self.begin > LONG_REPORT_SECONDS

    @property
    def day(self):
        """The UTC day of the midpoint: where a report of ordinary length is booked."""
        return utc((self.begin + self.end_exclusive) // 2).date()

    @property
    def key(self):
        return (self.org, self.domain, self.report_id, self.begin, self.end)

    def spread(self, count):
        """{day: messages} of one record of this report; days without a message are left out."""
        if not self.is_long:
            return {self.day: count}
        shares = self._seconds_by_day()
        total = sum(shares.values())
        result = {day: count * seconds // total for day, seconds in shares.items()}
        left = count - sum(result.values())
        by_remainder = sorted(shares, key=lambda day: (-(count * shares[day] % total), day))
        for day in by_remainder[:left]:
            result[day] += 1
        return {day: n for day, n in result.items() if n}

    def _seconds_by_day(self):
        shares, day = {}, utc(self.begin).date()
        while epoch(day) < self.end_exclusive:
            start = max(self.begin, epoch(day))
            shares[day] = min(self.end_exclusive, epoch(day, DAY_SECONDS)) - start
            day += timedelta(days=1)
        return shares
