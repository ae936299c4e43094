# SPDX-License-Identifier: MIT
"""A small mail writer whose output is bytes, so that bodies may be ill-formed or binary."""

import hashlib

from common import base, in_base64, packed_gzip, packed_zip

NAME = "reporter.example!example.com!1700000000!1700086399"
GZ, ZIP = NAME + ".xml.gz", NAME + ".zip"
BASE64 = "Content-Transfer-Encoding: base64"


def as_bytes(text):
    return text.encode() if isinstance(text, str) else text


def lines(*texts):
    """Header lines or lines of text, each ended by a newline."""
    return b"".join(as_bytes(text) + b"\n" for text in texts)


def entity(media_type, body, *headers):
    return lines(f"Content-Type: {media_type}", *headers, "") + as_bytes(body)


def text_part(text="This is an aggregate report.\n"):
    return entity("text/plain; charset=utf-8", text, "Content-Transfer-Encoding: 8bit")


def attachment(data, media_type, name):
    return entity(f'{media_type}; name="{name}"', in_base64(data), BASE64,
                  f'Content-Disposition: attachment; filename="{name}"')


def boundary_of(parts):
    return "=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:16]


def multipart(kind, *parts):
    """`kind` is the subtype with its parameters; the boundary follows from the content."""
    boundary = boundary_of(parts)
    body = b"".join(b"--" + boundary.encode() + b"\n" + part + b"\n" for part in parts)
    return entity(f'multipart/{kind}; boundary="{boundary}"', body + f"--{boundary}--\n".encode())


def mail(report_id, content, subject=None, sender="Reporter <dmarc@reporter.example>"):
    """A whole message; the Subject is that of RFC 7489 unless given."""
    subject = subject or f"Report Domain: example.com Submitter: reporter.example Report-ID: <{report_id}>"
    return lines(b"From: " + as_bytes(sender), "To: dmarc@example.com", b"Subject: " + as_bytes(subject),
                 "Date: Wed, 15 Nov 2023 01:00:00 +0000", f"Message-ID: <{report_id}@reporter.example>",
                 "MIME-Version: 1.0") + content


def mail_with(report_id, *parts, **headers):
    return mail(report_id, multipart("mixed", text_part(), *parts), **headers)


def gzipped(report_id):
    return packed_gzip(base(report_id).encode())


def zipped(report_id):
    return packed_zip((NAME + ".xml", base(report_id).encode()))


def gzip_part(report_id, media_type="application/gzip"):
    return attachment(gzipped(report_id), media_type, GZ)


def zip_part(report_id, media_type="application/zip"):
    return attachment(zipped(report_id), media_type, ZIP)


def usual(report_id):
    """A mail as most reporters send it."""
    return mail_with(report_id, gzip_part(report_id))
