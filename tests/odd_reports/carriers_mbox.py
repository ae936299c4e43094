# SPDX-License-Identifier: MIT
"""Row F21: mailboxes in one file."""

from carriers_mail import NAME, entity, mail_with, usual
from common import changed

FROM_LINE = b"From dmarc@reporter.example Wed Nov 15 01:00:00 2023\n"
MMDF_LINE = b"\x01\x01\x01\x01\n"
EMAIL = "<email>dmarc@reporter.example</email>"


def with_xml(report_id, contact):
    """The report as it is, with lines of contact information."""
    text = changed(report_id, (EMAIL, f"{EMAIL}\n<extra_contact_info>\n\n{contact}\n</extra_contact_info>"))
    return mail_with(report_id, entity(f'text/xml; name="{NAME}.xml"', text))


def mbox(*messages, between=b"\n"):
    return between.join(FROM_LINE + message for message in messages) + b"\n"


def with_length(message, wrong_by=0):
    head, body = message.split(b"\n\n", 1)
    return head + f"\nContent-Length: {len(body) + wrong_by}\n\n".encode() + body


def add_to(files):
    def pair(name):
        return usual(f"F21-{name}"), usual(f"F21-{name}-second")

    files.add("F21", "crlf.mbox", "mbox with CRLF", mbox(*pair("crlf")).replace(b"\n", b"\r\n"))
    files.add("F21", "no-blank.mbox", "mbox without a blank line before `From `",
              mbox(*pair("no-blank"), between=b""))
    quoted = with_xml("F21-quoted", ">From Monday on: https://reporter.example/dmarc")
    files.add("F21", "quoted.mbox", "mbox with `>From ` in XML text",
              mbox(quoted, usual("F21-quoted-second")))
    unquoted = with_xml("F21-unquoted", "From Monday on: https://reporter.example/dmarc")
    files.add("F21", "unquoted.mbox", "mbox with `From ` at the start of a line of XML text",
              mbox(unquoted, usual("F21-unquoted-second")))
    right, wrong = (with_length(message, by) for message, by in zip(pair("length"), (0, 700)))
    files.add("F21", "length.mbox", "mbox with a right and a wrong Content-Length",
              mbox(right, wrong, usual("F21-length-third")))
    mmdf = b"".join(MMDF_LINE + message + MMDF_LINE for message in pair("mmdf"))
    files.add("F21", "mmdf.mbox", "MMDF: messages between lines of four ^A", mmdf)
