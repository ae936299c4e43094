# SPDX-License-Identifier: MIT
"""The report that every odd file is a deviation of, and how files are handed over to make.py."""

import base64
import gzip
import io
import zipfile

BASE = """<?xml version="1.0" encoding="UTF-8"?>
<feedback>
  <version>1.0</version>
  <report_metadata>
    <org_name>reporter.example</org_name>
    <email>dmarc@reporter.example</email>
    <report_id>{id}</report_id>
    <date_range>
      <begin>1700000000</begin>
      <end>1700086399</end>
    </date_range>
  </report_metadata>
  <policy_published>
    <domain>example.com</domain>
    <adkim>r</adkim>
    <aspf>r</aspf>
    <p>none</p>
    <sp>none</sp>
    <pct>100</pct>
  </policy_published>
  <record>
    <row>
      <source_ip>192.0.2.1</source_ip>
      <count>1</count>
      <policy_evaluated>
        <disposition>none</disposition>
        <dkim>pass</dkim>
        <spf>fail</spf>
      </policy_evaluated>
    </row>
    <identifiers>
      <header_from>example.com</header_from>
    </identifiers>
    <auth_results>
      <dkim>
        <domain>example.com</domain>
        <selector>s1</selector>
        <result>pass</result>
      </dkim>
      <spf>
        <domain>bounces.example.net</domain>
        <scope>mfrom</scope>
        <result>pass</result>
      </spf>
    </auth_results>
  </record>
</feedback>
"""


def base(report_id):
    """The whole report, as text."""
    return BASE.format(id=report_id)


def changed(report_id, *replacements):
    """The report with each (old, new) replaced; every old must stand in it exactly once."""
    text = base(report_id)
    for old, new in replacements:
        if text.count(old) != 1:
            raise ValueError(f"{report_id}: {old!r} stands {text.count(old)} times in the report")
        text = text.replace(old, new)
    return text


def packed_gzip(data):
    return gzip.compress(data, mtime=0)


def packed_zip(*entries, method=zipfile.ZIP_DEFLATED):
    """A zip of (name, bytes) entries, the same bytes on every run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name, (2023, 11, 15, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, data)
    return out.getvalue()


def in_base64(data, width=76):
    text = base64.b64encode(data).decode()
    return "\n".join(text[at:at + width] for at in range(0, len(text), width)) + "\n"


class Files:
    """Collects (row, file name, what it looks like, bytes)."""

    def __init__(self):
        self.rows = []

    def add(self, row, name, what, data):
        """`row` of the catalogue, e.g. "A1"; the file is called "A1-<name>"."""
        if isinstance(data, str):
            data = data.encode()
        self.rows.append((row, f"{row}-{name}", what, data))
