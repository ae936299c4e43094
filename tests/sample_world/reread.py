# SPDX-License-Identifier: MIT
"""Reads the written files again, without the model: its figures must equal those of figures.py.

Own ways on purpose: the standard library's mail and XML readers, and SQL for the sums.
"""

import email
import gzip
import io
import ipaddress
import json
import mailbox
import sqlite3
import zipfile
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

DOCUMENTATION = [ipaddress.ip_network(n) for n in (
    "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
SCHEMA = """
create table report (id integer primary key, org, domain, policy, end_at, unique_key unique, content);
create table record (id integer primary key, report, ip, header_from, dkim, spf, disposition, count);
create table share (record, day, messages);
create view message as select p.org, p.domain, r.ip, s.day, s.messages as n, r.dkim, r.spf, r.disposition,
    'pass' in (r.dkim, r.spf) as passed from share s join record r on r.id = s.record join report p on p.id = r.report;
"""
SUMS = """sum(n) messages, sum(n * passed) dmarc_pass, sum(n * (1 - passed)) dmarc_fail"""
HANDLING = """sum(n * (disposition in ('none', 'pass'))) delivered, sum(n * (disposition = 'quarantine')) quarantined,
    sum(n * (disposition = 'reject')) rejected"""
SPAN = "count(distinct org) reporters, min(day) first_day, max(day) last_day"


class Rereading:
    def __init__(self, root):
        self.db = sqlite3.connect(":memory:")
        self.db.row_factory = sqlite3.Row
        self.db.executescript(SCHEMA)
        self.duplicates = 0
        self.ignored = dict.fromkeys(("mail_log", "tls_report", "no_report", "text"), 0)
        for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".")):
            self._file(path)

    def _file(self, path):
        content = path.read_bytes()
        if path.suffix == ".mbox":
            for key, mail in sorted(mailbox.mbox(path, create=False).items()):
                self._mail(mail)
        elif path.suffix == ".eml" or "Maildir" in path.parts:
            self._mail(email.message_from_bytes(content))
        elif path.suffix == ".md":
            self.ignored["text"] += 1
        elif path.parent.name == "logs":
            log = gzip.decompress(content) if path.suffix == ".gz" else content
            self.ignored["mail_log"] += b"status=bounced" not in log and b"status=deferred" not in log
        else:
            assert self._document(content), f"{path} holds no report"

    def _mail(self, mail):
        found = 0
        for part in mail.walk():
            if not part.is_multipart() and part.get_content_type() not in ("text/plain", "text/html"):
                found += self._document(part.get_payload(decode=True))
        if not found and _kind(mail) not in ("bounce", "failure_report"):
            self.ignored[_kind(mail)] += 1

    def _document(self, content):
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        elif content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                name, = archive.namelist()
                content = archive.read(name)
        if b"<feedback" not in content[:4096]:
            return False
        self._report(ElementTree.fromstring(content))
        return True

    def _report(self, root):
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
            assert len(element) or (element.text and element.text.strip()), f"empty {element.tag}"
        text = root.findtext
        begin, end = int(text(".//begin")), int(text(".//end"))
        key = "/".join((text(".//org_name"), text("policy_published/domain"), text(".//report_id"),
                        str(begin), str(end)))
        content = "\n".join("".join(part.strip() + "|" for part in record.itertext()) for record in root.iter("record"))
        known = self.db.execute("select content from report where unique_key = ?", (key,)).fetchone()
        if known:
            assert known["content"] == _without_blanks(content), f"{key} comes with two contents"
            self.duplicates += 1
            return
        policy = {name: text(f"policy_published/{name}") for name in ("domain", "p", "sp")}
        report = self.db.execute(
            "insert into report (org, domain, policy, end_at, unique_key, content) values (?, ?, ?, ?, ?, ?)",
            (text(".//org_name"), policy["domain"], policy["p"], end, key, _without_blanks(content))).lastrowid
        for record in root.iter("record"):
            self._record(report, record, policy, begin, end)

    def _record(self, report, record, policy, begin, end):
        _check(record, policy)
        row = {name: record.findtext(f".//{name}") for name in ("source_ip", "header_from", "disposition")}
        verdicts = {name: record.findtext(f"row/policy_evaluated/{name}") for name in ("dkim", "spf")}
        count = int(record.findtext("row/count"))
        record_id = self.db.execute(
            "insert into record (report, ip, header_from, dkim, spf, disposition, count) values (?, ?, ?, ?, ?, ?, ?)",
            (report, row["source_ip"], row["header_from"], verdicts["dkim"], verdicts["spf"], row["disposition"],
             count)).lastrowid
        self.db.executemany("insert into share values (?, ?, ?)",
                            [(record_id, day, n) for day, n in _book(begin, end, count)])

    def _query(self, sql, *values):
        return [dict(row) for row in self.db.execute(sql, values)]

    def _domains(self, since):
        return self._query(f"""select domain, {SUMS}, {HANDLING}, count(distinct ip) sources, {SPAN},
            (select policy from report p where p.domain = m.domain order by end_at desc limit 1) policy
            from message m where day >= ? group by domain order by domain""", since)

    def figures(self):
        totals, = self._query("select min(day) first_day, max(day) last_day, sum(n) messages from message")
        since = datetime.fromisoformat(totals["last_day"]) - timedelta(days=27)
        by_day = {}
        for row in self._query("select domain, day, sum(n) n from message group by 1, 2 order by 1, 2"):
            by_day.setdefault(row["domain"], {})[row["day"]] = row["n"]
        by_reporter = self._query("""select org, count(distinct p.id) reports, count(*) records, sum(count) messages
            from report p join record r on r.report = p.id group by org order by org""")
        return {
            "reports_new": self._query("select count(*) n from report")[0]["n"], "reports_duplicate": self.duplicates,
            "records": self._query("select count(*) n from record")[0]["n"], **totals, "ignored_by": self.ignored,
            "domains": self._domains(f"{since:%Y-%m-%d}"), "domains_all": self._domains(""),
            "sources_all": self._query(f"""select domain, ip source_ip, {SUMS}, sum(n * (dkim = 'pass')) dkim_aligned,
                sum(n * (spf = 'pass')) spf_aligned, {HANDLING}, {SPAN} from message group by domain, ip"""),
            "by_day": by_day, "by_reporter": {row.pop("org"): row for row in by_reporter}}

    def rejected(self, org, day, source_ip):
        row, = self._query("""select coalesce(sum(n), 0) n from message where org = ? and day = ? and ip = ?
            and disposition = 'reject' and domain = 'nordwind.example'""", org, day, source_ip)
        return row["n"]


def _without_blanks(text):
    return "".join(text.replace("|", " ").split())


def _kind(mail):
    report_type = mail.get_param("report-type")
    if report_type == "tlsrpt":
        return "tls_report"
    if report_type == "feedback-report":
        return "failure_report"
    automatic = str(mail["From"]).lower().startswith(("mailer-daemon", "postmaster"))
    return "bounce" if report_type == "delivery-status" or automatic else "no_report"


def _day_of(second):
    return str(datetime.fromtimestamp(second, timezone.utc).date())


def _book(begin, end, count):
    """(day, messages) pairs, second by second shares for a period of more than 36 hours."""
    stop = end + ((end - begin) % 60 == 59)
    if stop - begin <= 36 * 3600:
        return [(_day_of((begin + stop) // 2), count)]
    edges = sorted({begin, stop, *range(begin - begin % 86400 + 86400, stop, 86400)})
    shares = [(_day_of(a), count * (b - a) / (stop - begin)) for a, b in zip(edges, edges[1:])]
    floors = [int(share + 1e-9) for _, share in shares]
    ranking = sorted(range(len(shares)), key=lambda i: (-round(shares[i][1] - floors[i], 9), i))
    for i in ranking[:count - sum(floors)]:
        floors[i] += 1
    return [(day, n) for (day, _), n in zip(shares, floors) if n]


def _check(record, policy):
    """What makes the world clean: documentation names and addresses, verdicts that follow from the evidence."""
    text = record.findtext
    address = ipaddress.ip_address(text("row/source_ip"))
    assert any(address in network for network in DOCUMENTATION), address
    assert str(address) == text("row/source_ip") and int(text("row/count")) > 0
    names = [e.text for e in record.iter() if e.tag in ("domain", "header_from", "envelope_from", "envelope_to")]
    assert all(name.endswith(".example") for name in names), names
    passes = {}
    for leg in ("dkim", "spf"):
        passes[leg] = any(e.findtext("result") == "pass" and f".{e.findtext('domain')}".endswith(f".{policy['domain']}")
                          for e in record.findall(f"auth_results/{leg}"))
        assert passes[leg] == (text(f"row/policy_evaluated/{leg}") == "pass"), "verdict and evidence disagree"
    applied = policy["p"] if text("identifiers/header_from") == policy["domain"] else policy["sp"] or policy["p"]
    allowed = {"none", "pass"} if any(passes.values()) else {applied}
    if record.find(".//reason") is not None:
        allowed.add("none")
    assert text("row/policy_evaluated/disposition") in allowed, "disposition without a ground"


def compare(root, expected, refusals):
    """Fails loudly where the files tell another story than the model."""
    rereading = Rereading(root)
    found = rereading.figures()
    told = json.loads(json.dumps(expected))
    for of_the_other_side in ("rejections", "rejections_new", "rejections_duplicate", "logs"):
        del told[of_the_other_side]
    for source in told["sources_all"]:
        del source["class"], source["cause"]
    for rows in (told["sources_all"], found["sources_all"]):
        rows.sort(key=lambda source: (source["domain"], source["source_ip"]))
    for name in told.keys() | found.keys():
        if told.get(name) != found.get(name):
            raise SystemExit(f"{name}: the model says\n{told.get(name)}\nbut the files say\n{found.get(name)}")
    for path, org, day, source_ip, count in refusals:
        seen = rereading.rejected(org, day, source_ip)
        if seen < count:
            raise SystemExit(f"{path}: {count} refusals of {source_ip} by {org} on {day}, but its report counts {seen}")
