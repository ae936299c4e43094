# SPDX-License-Identifier: MIT
"""Rows F12 to F16: mails in mails, Outlook's containers, signatures and encryption."""

from carriers_archives import noise, ole_file, tnef_of
from carriers_mail import (BASE64, GZ, attachment, entity, gzip_part, gzipped, mail, mail_with, multipart,
                           text_part, usual)
from common import in_base64


def add_to(files):
    add_forwarded(files)
    add_outlook(files)
    add_secured(files)


def add_forwarded(files):
    def forward(report_id, part):
        words = text_part("Please see the report below.\n")
        return mail(report_id + "-fwd", multipart("mixed", words, part), "Fwd: a report",
                    "Colleague <colleague@example.com>")

    files.add("F12", "rfc822.eml", "report mail attached to a mail", forward(
        "F12-rfc822", entity("message/rfc822", usual("F12-rfc822"))))
    files.add("F12", "base64.eml", "report mail attached to a mail in base64", forward(
        "F12-base64", entity("message/rfc822", in_base64(usual("F12-base64")), BASE64)))
    files.add("F12", "octet-stream.eml", "report mail attached as application/octet-stream", forward(
        "F12-octet-stream", attachment(usual("F12-octet-stream"), "application/octet-stream", "report.eml")))
    files.add("F12", "three.eml", "report mail in a mail in a mail", nested("F12-three", 2))
    files.add("F12", "deep.eml", "report mail in twenty mails", nested("F12-deep", 20))


def nested(report_id, depth):
    message = usual(report_id)
    for level in range(depth):
        message = mail(f"{report_id}-fwd{level}", entity("message/rfc822", message), "Fwd: a report")
    return message


def add_outlook(files):
    files.add("F13", "outlook.msg", "mail saved as .msg (the head of its container)", ole_file())
    tnef = tnef_of(GZ, gzipped("F14-mail"))
    files.add("F14", "mail.eml", "attachment in winmail.dat", mail_with(
        "F14-mail", attachment(tnef, "application/ms-tnef", "winmail.dat")))
    files.add("F14", "winmail.dat", "winmail.dat by itself", tnef_of(GZ, gzipped("F14-file")))


def add_secured(files):
    signed = 'signed; protocol="application/{}"; micalg={}'
    content = multipart("mixed", text_part(), gzip_part("F15-smime"))
    signature = attachment(cms(2), "application/pkcs7-signature", "smime.p7s")
    files.add("F15", "smime.eml", "signed with S/MIME", mail(
        "F15-smime", multipart(signed.format("pkcs7-signature", "sha-256"), content, signature)))
    content = multipart("mixed", text_part(), gzip_part("F15-pgp"))
    signature = entity("application/pgp-signature; name=signature.asc", armored("SIGNATURE"))
    files.add("F15", "pgp.eml", "signed with PGP/MIME", mail(
        "F15-pgp", multipart(signed.format("pgp-signature", "pgp-sha256"), content, signature)))
    for name, kind, oid in (("opaque", "signed-data", 2), ("enveloped", "enveloped-data", 3)):
        part = attachment(cms(oid), f"application/pkcs7-mime; smime-type={kind}", "smime.p7m")
        files.add("F16", f"{name}.eml", f"S/MIME, {kind}", mail(f"F16-{name}", part))
    control = entity("application/pgp-encrypted", "Version: 1\n")
    message = entity("application/octet-stream; name=encrypted.asc", armored("MESSAGE"))
    files.add("F16", "pgp.eml", "encrypted with PGP/MIME", mail("F16-pgp", multipart(
        'encrypted; protocol="application/pgp-encrypted"', control, message)))


def armored(kind):
    text = in_base64(b"PGP " + noise(kind, 200), 64)
    return f"-----BEGIN PGP {kind}-----\n\n{text}-----END PGP {kind}-----\n"


def cms(content_type):
    """The outside of a CMS ContentInfo (RFC 5652): signedData is 2, envelopedData 3; noise within."""
    oid = bytes.fromhex("06092a864886f70d0107") + bytes([content_type])
    content = der(0x30, der(0x04, noise("cms", 300)))
    return der(0x30, oid + der(0xA0, content))


def der(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content
