# SPDX-License-Identifier: MIT
"""Packs XML the way reporters do. No clock: every archive time is the end of the report's period."""

import gzip
import io
import zipfile

from model import utc


def stem(report):
    name = f"{report.reporter.host}!{report.domain}!{report.begin}!{report.end}"
    with_id = report.reporter.style in ("mailru", "fastmail", "amazon")
    return f"{name}!{''.join(c for c in report.report_id if c.isalnum())}" if with_id else name


def file_name(report, container):
    if container == "zip":
        return stem(report) + ".zip"
    return stem(report) + (".xml.gz" if container == "gz" else ".xml")


def pack(report, xml, container):
    if container == "gz":
        return gzip.compress(xml, 9, mtime=report.end)
    if container == "zip":
        return _zip(stem(report) + ".xml", xml, utc(report.end))
    return xml


def _zip(name, content, when):
    entry = zipfile.ZipInfo(name, when.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix on every machine, so that the bytes stay the same
    entry.external_attr = 0o644 << 16
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr(entry, content, compresslevel=9)
    return archive.getvalue()
