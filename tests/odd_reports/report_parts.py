# SPDX-License-Identifier: MIT
"""Parts of the base report, for exchanging them, and a mail around a report."""

from common import BASE, changed


def between(start, end):
    """The lines of the base report from the first that holds `start` to the one that holds `end`."""
    lines = BASE.splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if start in line)
    last = next(at for at in range(first, len(lines)) if end in lines[at])
    return "".join(lines[first:last + 1])


DECLARATION = between("<?xml", "?>")
ORG = "<org_name>reporter.example</org_name>"
EMAIL = "<email>dmarc@reporter.example</email>"
METADATA = between("<report_metadata>", "</report_metadata>")
DATES = between("<date_range>", "</date_range>")
POLICY = between("<policy_published>", "</policy_published>")
POLICY_DOMAIN = between("<policy_published>", "</domain>")
RECORD = between("<record>", "</record>")
ROW = between("<row>", "</row>")
EVALUATED = between("<policy_evaluated>", "</policy_evaluated>")
IDENTIFIERS = between("<identifiers>", "</identifiers>")
AUTH = between("<auth_results>", "</auth_results>")
DKIM = AUTH[AUTH.index("      <dkim>"):AUTH.index("      <spf>")]
SPF = AUTH[AUTH.index("      <spf>"):AUTH.index("    </auth_results>")]

IP = "<source_ip>192.0.2.1</source_ip>"
COUNT = "<count>1</count>"
DISPOSITION = "<disposition>none</disposition>"
PE_DKIM = "<dkim>pass</dkim>"
PE_SPF = "<spf>fail</spf>"
HEADER_FROM = "<header_from>example.com</header_from>"
DKIM_FAILED = DKIM.replace("pass", "fail")

# A message that failed and was let through against p=reject, so that a reason for it makes sense.
LET_THROUGH = (("<p>none</p>", "<p>reject</p>"), (PE_DKIM, "<dkim>fail</dkim>"), (DKIM, DKIM_FAILED))


def dkim(domain, selector, result):
    return (f"      <dkim>\n        <domain>{domain}</domain>\n        <selector>{selector}</selector>\n"
            f"        <result>{result}</result>\n      </dkim>\n")


def spf(domain, scope, result):
    return (f"      <spf>\n        <domain>{domain}</domain>\n        <scope>{scope}</scope>\n"
            f"        <result>{result}</result>\n      </spf>\n")


def record(*replacements):
    """The base record with each (old, new) replaced."""
    text = RECORD
    for old, new in replacements:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the record")
        text = text.replace(old, new)
    return text


def with_records(report_id, *records):
    return changed(report_id, (RECORD, "".join(records)))


def tag(name, value):
    return f"<{name}>{value}</{name}>"


def part(body, media_type, name=None):
    """A MIME part of ASCII text."""
    head = f"Content-Type: {media_type}\n"
    if name:
        head += f'Content-Disposition: attachment; filename="{name}"\n'
    return f"--part-of-report\n{head}\n{body.rstrip()}\n"


def mail(report_id, subject, *parts):
    """A multipart mail; `parts` as part() makes them."""
    return (f"From: DMARC reports <dmarc@reporter.example>\nTo: rua@example.com\nSubject: {subject}\n"
            f"Date: Wed, 15 Nov 2023 00:10:00 +0000\nMessage-ID: <{report_id}@reporter.example>\n"
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"part-of-report\"\n\n"
            + "".join(parts) + "--part-of-report--\n")


def report_mail(report_id, subject, name, report):
    """A mail with a line of text and the report as the attachment called `name`."""
    return mail(report_id, subject, part("This is an aggregate report.", "text/plain"),
                part(report, "text/xml", name))
