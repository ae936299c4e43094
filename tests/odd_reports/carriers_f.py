# SPDX-License-Identifier: MIT
"""Group F: mail."""

import quopri

import carriers_f_noise
import carriers_f_wrapped
import carriers_mbox
from carriers_mail import (BASE64, GZ, NAME, attachment, boundary_of, entity, gzip_part, gzipped, mail,
                           mail_with, multipart, text_part, zip_part)
from common import base, changed, in_base64, packed_gzip

EMAIL = "<email>dmarc@reporter.example</email>"
ORG = "<org_name>reporter.example</org_name>"
ESSAI = (ORG, "<org_name>Société d'essai</org_name>")
LONG_ORG = "Example Reporter of a Name so Long that no Mailer Leaves it in one Line"
LONG_CONTACT = "https://reporter.example/dmarc?about=example.com&amp;from=1700000000&amp;to=1700086399"


def add_to(files):
    add_types(files)
    add_xml_parts(files)
    add_inline(files)
    add_nesting(files)
    add_bad_headers(files)
    add_bad_boundaries(files)
    add_names(files)
    carriers_f_wrapped.add_to(files)
    add_several(files)
    add_base64(files)
    add_wrong_encoding(files)
    carriers_mbox.add_to(files)
    add_cut(files)
    carriers_f_noise.add_to(files)
    add_charsets(files)


def add_types(files):
    files.add("F1", "zip.eml", "the whole message is a zip", mail("F1-zip", zip_part("F1-zip")))
    files.add("F1", "gzip.eml", "the whole message is a gzip", mail("F1-gzip", gzip_part("F1-gzip")))
    files.add("F2", "octet-stream.eml", "attachment of type application/octet-stream",
              mail_with("F2", gzip_part("F2", "application/octet-stream")))
    for name, part in (("x-gzip", gzip_part("F3-x-gzip", "application/x-gzip")),
                       ("x-zip", zip_part("F3-x-zip", "application/x-zip-compressed")),
                       ("dashes", gzip_part("F3-dashes", "application-x-gzip"))):
        what = part.split(b";")[0].decode().removeprefix("Content-Type: ")
        files.add("F3", f"{name}.eml", f"attachment of type {what}", mail_with(f"F3-{name}", part))


def add_xml_parts(files):
    headers = f'Content-Disposition: attachment; filename="{NAME}.xml"'
    for name, charset, encode in (("8bit", "iso-8859-1", bytes),
                                  ("quoted-printable", "us-ascii", quopri.encodestring)):
        body = encode(changed(f"F4-{name}", ESSAI).encode())
        part = entity(f"text/xml; charset={charset}", body, f"Content-Transfer-Encoding: {name}", headers)
        files.add("F4", f"{name}.eml", f"XML attached as {name}, with another charset than the document's",
                  mail_with(f"F4-{name}", part))


def add_inline(files):
    def in_text(report_id, body, *headers, flowed=""):
        return mail(report_id, entity(f"text/plain; charset=utf-8{flowed}", body, *headers))

    def framed(xml):
        return f"Hello,\n\nthis is your report:\n\n{xml}\n-- \nThe reporter\n"

    files.add("F5", "plain.eml", "XML in the text of a mail", in_text("F5-plain", framed(base("F5-plain"))))
    flowed = framed("".join(flow(line) for line in changed(
        "F5-flowed", (ORG, f"<org_name>{LONG_ORG}</org_name>")).splitlines()))
    files.add("F5", "flowed.eml", "XML in a text of format=flowed", in_text(
        "F5-flowed", flowed, flowed="; format=flowed"))
    contact = f"{EMAIL}<extra_contact_info>{LONG_CONTACT}</extra_contact_info>"
    one_line = "".join(line.strip() for line in changed("F5-soft", (EMAIL, contact)).splitlines())
    files.add("F5", "soft.eml", "XML in a text with soft line breaks", in_text(
        "F5-soft", quopri.encodestring(framed(one_line).encode()),
        "Content-Transfer-Encoding: quoted-printable"))
    quoted = "".join(f"> {line}\n" for line in base("F5-quoted").splitlines())
    files.add("F5", "quoted.eml", "XML in a text, quoted", in_text("F5-quoted", framed(quoted)))


def flow(line):
    """RFC 3676: long lines are broken after a blank, lines that begin with one get another before it."""
    broken, rest = "", line
    while len(rest) > 60 and " " in rest[20:60]:
        at = rest.rindex(" ", 20, 60) + 1
        broken, rest = broken + stuffed(rest[:at]), rest[at:]
    return broken + stuffed(rest)


def stuffed(line):
    return (" " if line.startswith((" ", ">", "From ")) else "") + line + "\n"


def add_nesting(files):
    files.add("F6", "alternative.eml", "the report is an alternative of the text", mail(
        "F6-alternative", multipart("alternative", text_part(), gzip_part("F6-alternative"))))
    files.add("F6", "part-type.eml", "a zip of type multipart/alternative", mail_with(
        "F6-part-type", zip_part("F6-part-type", "multipart/alternative")))
    html = ("<html><body><h1>DMARC</h1><table><tr><th>Source</th><th>Messages</th></tr>\n"
            '<tr><td>192.0.2.1</td><td>1</td></tr></table><img src="cid:logo@reporter.example"></body></html>\n')
    dot = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c"
                        "00000000010001000002024401003b")
    logo = entity("image/gif; name=logo.gif", in_base64(dot), BASE64, "Content-ID: <logo@reporter.example>")
    words = multipart("alternative", text_part(), entity("text/html; charset=utf-8", html))
    files.add("F7", "outlook.eml", "mixed, related and alternative around an HTML summary", mail(
        "F7", multipart("mixed", multipart("related", words, logo), gzip_part("F7"))))


def add_bad_headers(files):
    part = gzip_part("F8").replace(b"Content-Type:", b"ContentType:")
    files.add("F8", "no-hyphen.eml", "a part with `ContentType:`", mail_with("F8", part))
    content = multipart("mixed", text_part(), gzip_part("F9"))
    head, body = content.split(b"\n\n", 1)
    head = head.replace(b"; boundary", b";\nboundary") + b"\nX-Mailer: reporter 1.0"
    files.add("F9", "not-indented.eml", "the line after `Content-Type:` is not indented",
              mail("F9", head + b"\n\n" + body))


def add_bad_boundaries(files):
    def made(name):
        parts = text_part(), gzip_part(f"F10-{name}")
        return multipart("mixed", *parts), boundary_of(parts).encode()

    content, boundary = made("missing")
    content = content.replace(b'; boundary="' + boundary + b'"', b"", 1)
    files.add("F10", "missing.eml", "multipart without a boundary", mail("F10-missing", content))
    content, boundary = made("wrong")
    content = content.replace(boundary, b"=_another", 1)
    files.add("F10", "wrong.eml", "another boundary than the declared one", mail("F10-wrong", content))
    content = made("name-line")[0].replace(b'gzip; name="', b'gzip\nname="')
    files.add("F10", "name-line.eml", 'a line `name="..."` among the header lines',
              mail("F10-name-line", content))
    blob = "The report is below.\n\n" + in_base64(gzipped("F10-blob")) + "\nRegards\n"
    files.add("F10", "blob.eml", "multipart without any boundary line, base64 in its text", mail(
        "F10-blob", entity('multipart/mixed; boundary="=_gone"', blob)))


def add_names(files):
    for name, parameter, what in (
            ("split", f'name*0="{NAME}.xm";\n name*1="l.gz"', "name in two pieces"),
            ("rfc2231", "name*=utf-8'de'Pr%C3%BCfbericht.xml.gz", "name with a charset (RFC 2231)"),
            ("rfc2047", 'name="=?utf-8?Q?Pr=C3=BCfbericht=2Exml=2Egz?="',
             "name as an encoded word (RFC 2047)")):
        part = entity(f"application/gzip;\n {parameter}", in_base64(gzipped(f"F11-{name}")), BASE64,
                      "Content-Disposition: attachment")
        files.add("F11", f"{name}.eml", what, mail_with(f"F11-{name}", part))


def add_several(files):
    footer = text_part("-- \nThis message was checked by the gateway of example.com.\n")
    files.add("F17", "footer.eml", "a text part added after the report",
              mail_with("F17-footer", gzip_part("F17-footer"), footer))
    files.add("F17", "external.eml", "[EXTERNAL] before the Subject", mail_with(
        "F17-external", gzip_part("F17-external"),
        subject="[EXTERNAL] Report Domain: example.com Submitter: reporter.example Report-ID: <F17-external>"))
    files.add("F18", "two.eml", "two reports in one mail",
              mail_with("F18", gzip_part("F18"), zip_part("F18-second")))
    tls = attachment(packed_gzip(carriers_f_noise.TLS_REPORT.encode()), "application/tlsrpt+gzip",
                     "tls.json.gz")
    files.add("F18", "tls.eml", "a report and a TLS report in one mail",
              mail_with("F18-tls", gzip_part("F18-tls"), tls))


def gzipped_to_pad(report_id):
    """Its base64 text ends in `=`, since the number of bytes is none of 3, 6, 9 ..."""
    text = base(report_id)
    while len(packed_gzip(text.encode())) % 3 == 0:
        text += "\n"
    return packed_gzip(text.encode())


def add_base64(files):
    for name, change, what in (
            ("width", lambda data: in_base64(data, 61), "lines of 61 characters"),
            ("no-padding", lambda data: in_base64(data).replace("=", ""), "no padding"),
            ("blanks", lambda data: in_base64(data, 10).replace("\n", " \t", 5), "blanks within lines"),
            ("bad-bytes", lambda data: in_base64(data, 40).replace("\n", "!\n*", 4),
             "bytes outside its alphabet"),
            ("words", lambda data: in_base64(data) + "\n-- \nThis list is run by example.net.\n",
             "words after the padding"),
            ("one-line", lambda data: in_base64(data, 100_000), "no line breaks")):
        part = entity(f'application/gzip; name="{GZ}"', change(gzipped_to_pad(f"F19-{name}")), BASE64)
        files.add("F19", f"{name}.eml", f"base64: {what}", mail_with(f"F19-{name}", part))


def add_wrong_encoding(files):
    for name, suffix, media_type, body, encoding in (
            ("xml", ".xml", "text/xml", base("F20-xml"), "base64"),
            ("binary", ".xml.gz", "application/gzip", gzipped("F20-binary"), "base64"),
            ("7bit", ".xml.gz", "application/gzip", in_base64(gzipped("F20-7bit")), "7bit")):
        what = f"{'base64' if encoding == '7bit' else name} body declared as {encoding}"
        part = entity(f'{media_type}; name="{NAME}{suffix}"', body, f"Content-Transfer-Encoding: {encoding}")
        files.add("F20", f"{name}.eml", what, mail_with(f"F20-{name}", part))


def add_cut(files):
    for name, part in (("gzip", gzip_part("F22-gzip")), ("zip", zip_part("F22-zip"))):
        whole = mail_with(f"F22-{name}", part)
        files.add("F22", f"{name}.eml", f"cut within its {name}", whole[:-300])


def add_charsets(files):
    content = "Report Domain: example.com 报告".encode("gb2312")
    for name, subject, sender, what in (
            ("gb2312", "=?gb2312?B?" + in_base64(content).strip() + "?=",
             "=?gb2312?B?sai45g==?= <dmarc@reporter.example>", "Subject and From in gb2312"),
            ("8bit", "Rapport agrégé".encode("latin-1"),
             "Société <dmarc@reporter.example>".encode("latin-1"), "raw 8-bit bytes in Subject and From"),
            ("broken", "=?x-unknown?Q?Report=ZZ?= =?utf-8?B?/////w?= =?utf-8?Q?cut",
             "=?utf-8?B?!!!?= <dmarc@reporter.example>", "broken encoded words in Subject and From")):
        report_id = f"F25-{name}"
        message = mail_with(report_id, gzip_part(report_id), subject=subject, sender=sender)
        files.add("F25", f"{name}.eml", what, message)
