# SPDX-License-Identifier: MIT
"""A small mail writer. The standard library's would draw random boundaries and fold headers its own way."""

import base64
import hashlib
import quopri
from email.utils import format_datetime


def base64_lines(content):
    text = base64.b64encode(content).decode()
    return "\n".join(text[n:n + 76] for n in range(0, len(text), 76)) + "\n"


def quoted_printable(content):
    return quopri.encodestring(content).decode()


def encoded_subject(text):
    """RFC 2047 with words short enough for a line of 76 characters."""
    pieces = [text[n:n + 40] for n in range(0, len(text), 40)]
    return "\n ".join(f"=?us-ascii?B?{base64.b64encode(piece.encode()).decode()}?=" for piece in pieces)


def part(content_type, body, encoding=None, **headers):
    """One MIME entity: headers, blank line, body (text that ends in a newline)."""
    lines = [f"Content-Type: {content_type}"]
    if encoding:
        lines.append(f"Content-Transfer-Encoding: {encoding}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\n".join(lines) + "\n\n" + body


def attachment(content_type, name, content):
    return part(f'{content_type}; name="{name}"', base64_lines(content), "base64",
                Content_Disposition=f'attachment; filename="{name}"')


def multipart(kind, parts, extra=""):
    """A multipart entity whose boundary follows from its content."""
    boundary = "=_" + hashlib.sha256("".join(parts).encode()).hexdigest()[:24]
    body = "".join(f"--{boundary}\n{entity}\n" for entity in parts) + f"--{boundary}--\n"
    return part(f'multipart/{kind};{extra} boundary="{boundary}"', body)


def message(sender, recipient, subject, when, message_id, entity, extra_headers=()):
    headers = [("From", sender), ("To", recipient), ("Subject", subject), ("Date", format_datetime(when)),
               ("Message-ID", f"<{message_id}>"), *extra_headers, ("MIME-Version", "1.0")]
    return "".join(f"{name}: {value}\n" for name, value in headers) + entity


def text(body, charset="utf-8"):
    return part(f"text/plain; charset={charset}", body, "8bit")
