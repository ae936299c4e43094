#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes sample-data/ and tests/expected/sample-world.json. Run it from the repository root."""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True  # leave nothing but the data behind

from bounces import bounce_files  # noqa: E402
from build import build_reports  # noqa: E402
from delivery import Delivery  # noqa: E402
from figures import check_judgement, expected, rows_of  # noqa: E402
from mail_log import NEW_LOG_WEEKS, attempts_of, log_figures, log_files  # noqa: E402
from model import week_of  # noqa: E402
from readme import readme  # noqa: E402
from reread import compare  # noqa: E402

SAMPLE_DATA = Path("sample-data")
FORGOTTEN_HOST = "203.0.113.77"
EXPECTED = Path("tests/expected/sample-world.json")


def main():
    if not Path("tests/sample_world/generate.py").is_file():
        raise SystemExit("run this from the repository root")
    reports = build_reports()
    check_judgement(rows_of(reports))
    attempts = attempts_of(reports)
    bounces, refusals = bounce_files(reports, attempts)
    files = {**Delivery(reports).deliver(), **bounces, **log_files(attempts)}
    logs = log_figures(attempts, files)
    without_refusal = sum(1 for log in logs if log["bounced"] + log["deferred"] == 0)
    ignored = {"mail_log": without_refusal, "tls_report": 1, "no_report": 2, "text": 1}
    figures = expected(reports, ignored)
    figures |= _rejection_counts(refusals, logs)
    figures["rejections"] = [_rejection(path, refusal) for path, refusal in refusals]
    figures["logs"] = logs
    files["README.md"] = readme(reports, files, figures).encode()
    write(files)
    compare(SAMPLE_DATA, figures, _to_be_found(refusals, attempts))
    EXPECTED.parent.mkdir(parents=True, exist_ok=True)
    EXPECTED.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"{figures['reports_new']} reports, {figures['records']} records, {figures['messages']} messages,"
          f" {len(files)} files, {sum(map(len, files.values())):,} bytes")


def write(files):
    shutil.rmtree(SAMPLE_DATA, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (SAMPLE_DATA / "Maildir" / name).mkdir(parents=True)
    for path, content in files.items():
        target = SAMPLE_DATA / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


# The log tells of the forgotten host's bounces as well; the failure report is a row of its own.
def _rejection_counts(refusals, logs):
    told_twice = sum(1 for _, refusal in refusals if refusal.source_ip == FORGOTTEN_HOST)
    logged = sum(log["bounced"] + log["deferred"] for log in logs)
    return {"rejections_new": logged + len(refusals) - told_twice + 1, "rejections_duplicate": told_twice}


def _rejection(path, refusal):
    return {"file": path, "time": refusal.when.isoformat().replace("+00:00", "Z"), "from_domain": "nordwind.example",
            "source_ip": refusal.source_ip, "reporter": refusal.org, "remote_host": refusal.relay,
            "reply_code": int(refusal.reply[-1][:3]), "dmarc": refusal.dmarc}


def _to_be_found(refusals, attempts):
    """(file, org, day, source, messages) that some report must count as rejected."""
    wanted = [(path, r.org, str(r.when.date()), r.source_ip, 1) for path, r in refusals if r.dmarc]
    logged = Counter((a.org, str(a.when.date())) for a in attempts if a.refused_by_dmarc
                     and week_of(a.when.date()) in NEW_LOG_WEEKS)
    return wanted + [("logs/mail.log", org, day, "203.0.113.77", count) for (org, day), count in logged.items()]


if __name__ == "__main__":
    main()
