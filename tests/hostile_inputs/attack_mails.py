# SPDX-License-Identifier: MIT
"""H14 forged reports, H15 hostile mails; and hostile texts in what a mail says around a report."""

import base64

from common import base, changed, in_base64
from packing import MIB, gzipped


def fields(message_id, sender="dmarc@reporter.example", subject="Report Domain: example.com", more=""):
    return (f"From: {sender}\nTo: rua@example.com\nSubject: {subject}\nDate: Wed, 15 Nov 2023 00:00:00 +0000\n"
            f"Message-ID: {message_id}\nMIME-Version: 1.0\n{more}")


def part(data, name="report.xml", media_type="application/octet-stream"):
    return (f'Content-Type: {media_type}; name="{name}"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="{name}"\n\n{in_base64(data)}')


def attachment_mail(report_id, data, name, **around):
    """A mail that is its one attachment; as bytes."""
    return (fields(f"<{report_id}@reporter.example>", **around) + part(data, name)).encode()


def multipart(parts, boundary="b", quoted=None, closed=True):
    """The header field and the body of a multipart."""
    body = "".join(f"--{boundary}\n{each}\n" for each in parts)
    value = f'"{boundary}"' if quoted is None else quoted
    return f"Content-Type: multipart/mixed; boundary={value}\n\n{body}" + (f"--{boundary}--\n" if closed else "")


def report(report_id, *changes):
    return changed(report_id, *changes).encode()


def mail(report_id, entity, **around):
    return fields(f"<{report_id}@reporter.example>", **around) + entity


def forged(report_id, sender, more=""):
    data = report(report_id, ("<org_name>reporter.example", "<org_name>google.com"),
                  ("dmarc@reporter.example", "noreply-dmarc-support@google.com"))
    return attachment_mail(report_id, data, "google.com!example.com!1700000000!1700086399.xml", sender=sender, more=more)


def add_forgeries(files):
    files.add("H14", "other-domain.eml", "the mail is from another domain than org_name and email say",
              forged("H14-other-domain", "mallory@attacker.example"))
    files.add("H14", "display-name.eml", "the true domain stands in the display name",
              forged("H14-display-name", '"noreply-dmarc-support@google.com" <mallory@attacker.example>'))
    files.add("H14", "two-senders.eml", "two addresses in From:",
              forged("H14-two-senders", "mallory@attacker.example, noreply-dmarc-support@google.com"))
    files.add("H14", "two-froms.eml", "two From: fields",
              forged("H14-two-froms", "mallory@attacker.example", "From: noreply-dmarc-support@google.com\n"))
    files.add("H14", "no-from.eml", "no From: field",
              forged("H14-no-from", "x").replace(b"From: x\n", b""))
    files.add("H14", "no-domain.eml", "an address without a domain", forged("H14-no-domain", "google.com"))
    files.add("H14", "authenticated.eml", "an Authentication-Results: field of the sender's own",
              forged("H14-authenticated", "mallory@attacker.example",
                     "Authentication-Results: mx.example.com; dmarc=pass header.from=google.com\n"))


STEERING = "a\x1b]0;owned\x07\x1b[31m\u009b2J\u202e\u200b\r\nb"


def encoded(text):
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def add_header_texts(files):
    data = report("H12-mail")
    name = "=?utf-8?q?a=1B=5D0=3Bowned=07=1B[31m=E2=80=AE=0D=0Aruascope:_error.xml?="
    files.add("H12", "mail.eml", "a mail whose subject, sender, message id and attachment name steer terminals",
              (fields("<\x1b[31m\u202e@reporter.example>", "=?utf-8?q?=1B[31m?= <a\x1b[2J@\x1b]0;x\x07.example>", encoded(STEERING))
               + part(data, name)).encode())
    headless = base("H12-mail-hints").encode()
    metadata = headless[headless.index(b"  <report_metadata>"):headless.index(b"  <policy_published>")]
    headless = headless.replace(metadata, b"")
    subject = f"Report Domain: example.com Submitter: {STEERING} Report-ID: H12-hints {STEERING}"
    files.add("H12", "mail-hints.eml", "a report without metadata whose mail's subject steers terminals",
              (fields("<H12-mail-hints@reporter.example>", subject=encoded(subject))
               + part(headless, "reporter.example!example.com!1700000000!1700086399!x.xml")).encode())
    files.add("H12", "mail-rfc2231.eml", "an attachment's name in RFC 2231 that steers terminals",
              (fields("<H12-rfc2231@reporter.example>") + part(report("H12-rfc2231"), "x").replace(
                  'filename="x"', "filename*=utf-8''a%1B%5D0;owned%07%C2%9B31m%E2%80%AE%0A%00b.xml")).encode())
    files.add("H12", "mail-refused.eml", "an attachment that is refused, and its name steers terminals",
              (fields("<H12-refused@reporter.example>") + part(b"<feedback><report_metadata>", name)).encode())
    files.add("H12", "mail-sealed.eml", "a sealed mail whose name steers terminals",
              (fields("<H12-sealed@reporter.example>")
               + part(b"0\x80", name, "application/pkcs7-mime")).encode())
    files.add("H10", "mail.eml", "a mail with markup in its subject, sender and attachment name",
              attachment_mail("H10-mail", report("H10-mail"), "<script>alert(1)</script>.xml",
                              sender='"<script>" <"<img>"@reporter.example>', subject="<script>alert(1)</script>"))
    files.add("H11", "mail.eml", "a mail whose attachment's name is a formula",
              attachment_mail("H11-mail", report("H11-mail"), "=1+1.xml", subject="=1+1"))
    files.add("H13", "mail.eml", "a mail with SQL and commands in its names",
              attachment_mail("H13-mail", report("H13-mail"), "$(id)'; DROP TABLE copy; --.xml",
                              sender="'; DROP TABLE copy; --@reporter.example", subject="'; DROP TABLE report; --"))


def add_sizes(files):
    many = multipart(["\n"] * 100000)
    files.add("H15", "parts.eml.gz", "a mail of 100,000 parts", gzipped(mail("H15-parts", many).encode()))
    files.add("H15", "parts-open.eml.gz", "a mail of 100,000 parts that is never closed",
              gzipped(mail("H15-parts-open", multipart(["\n"] * 100000, closed=False)).encode()))
    inner = mail("H15-parts-mails", multipart(["\n"] * 900))
    files.add("H15", "parts-mails.eml.gz", "20 mails of 900 parts in a mail",
              gzipped(mail("H15-parts-mails", multipart(["Content-Type: message/rfc822\n\n" + inner] * 20)).encode()))
    whole = part(report("H15-header"))
    files.add("H15", "header.eml.gz", "a header block of 2 MiB: one field in many lines",
              gzipped(mail("H15-header", whole, more="X-Long: x\n" + " x\n" * (700 << 10)).encode()))
    files.add("H15", "header-line.eml.gz", "a header line of 2 MiB",
              gzipped(mail("H15-header-line", whole, more=f"X-Long: {'x' * (2 * MIB)}\n").encode()))
    files.add("H15", "header-fields.eml.gz", "half a million header fields",
              gzipped(mail("H15-header-fields", whole, more="a:b\n" * 500000).encode()))
    files.add("H15", "part-header.eml.gz", "a header block of 2 MiB in a part",
              gzipped(mail("H15-part-header", multipart(["X-Long: x\n" + " x\n" * (700 << 10) + whole])).encode()))
    files.add("H15", "line.eml.gz", "a line of 2 MiB in a text beside the report",
              gzipped(mail("H15-line", multipart(["\n" + "x" * (2 * MIB), part(report("H15-line"))])).encode()))
    files.add("H15", "sender.eml.gz", "From: with 50,000 addresses",
              gzipped(attachment_mail("H15-sender", report("H15-sender"), "a.xml", sender="a@b.example, " * 50000 + "c@d.example")))
    files.add("H15", "comments.eml.gz", "From: with comments nested 100,000 deep",
              gzipped(attachment_mail("H15-comments", report("H15-comments"), "a.xml",
                                      sender="(" * 100000 + ")" * 100000 + "a@b.example")))
    files.add("H15", "groups.eml.gz", "From: with groups nested 50,000 deep",
              gzipped(attachment_mail("H15-groups", report("H15-groups"), "a.xml", sender="a:" * 50000 + ";" * 50000)))
    files.add("H15", "parameters.eml.gz", "Content-Type: with 20,000 parameters",
              gzipped(mail("H15-parameters", part(report("H15-parameters")).replace(
                  "; name=", "".join(f"; p{n}=x" for n in range(20000)) + "; name=", 1)).encode()))
    files.add("H15", "continuations.eml.gz", "an attachment's name in 20,000 continuations",
              gzipped(mail("H15-continuations", part(report("H15-continuations")).replace(
                  '; filename="report.xml"', "".join(f"; filename*{n}*=x" for n in range(20000)))).encode()))
    files.add("H15", "encoded-words.eml.gz", "a subject of 20,000 encoded words",
              gzipped(attachment_mail("H15-encoded-words", report("H15-encoded-words"), "a.xml",
                                      subject=" ".join(["=?utf-8?q?x?="] * 20000))))


def nested_multipart(innermost, depth):
    for level in range(depth):
        innermost = multipart([innermost], f"b{level}-")
    return innermost


def nested_mails(report_id, innermost, depth):
    for _ in range(depth):
        innermost = "Content-Type: message/rfc822\n\n" + mail(report_id, innermost)
    return innermost


def add_nests(files):
    for name, entity in (("multiparts-16", nested_multipart(part(report("H15-multiparts-16")), 16)),
                         ("multiparts-17", nested_multipart(part(report("H15-multiparts-17")), 17)),
                         ("multiparts-1000", nested_multipart(part(report("H15-multiparts-1000")), 1000)),
                         ("mails-15", nested_mails("H15-mails-15", part(report("H15-mails-15")), 15)),
                         ("mails-16", nested_mails("H15-mails-16", part(report("H15-mails-16")), 16)),
                         ("mails-1000", nested_mails("H15-mails-1000", part(report("H15-mails-1000")), 1000))):
        data = mail(f"H15-{name}", entity).encode()
        packed = len(data) > 50000
        files.add("H15", f"{name}.eml{'.gz' if packed else ''}", f"{name.replace('-', ', ')} of them one in another",
                  gzipped(data) if packed else data)
    entity = part(report("H15-turns"))
    for level in range(10):
        entity = multipart(["Content-Type: message/rfc822\n\n" + mail("H15-turns", entity)], f"b{level}-")
    files.add("H15", "turns.eml", "10 multiparts and 10 mails one in another by turns", mail("H15-turns", entity))


def add_boundaries(files):
    def add(name, what, entity):
        files.add("H15", f"boundary-{name}.eml", what, mail(f"H15-{name}", entity))

    def whole(name):
        return part(report(f"H15-{name}"))

    add("prefix", "the outer boundary is the start of the inner one",
        multipart([multipart([whole("prefix")], "b1"), "\nA text.\n"], "b"))
    add("same", "the inner boundary is the outer one", multipart([multipart([whole("same")], "b")], "b"))
    add("empty", "an empty boundary", multipart([whole("empty")], ""))
    add("blank", "a boundary of blanks", multipart([whole("blank")], "   "))
    add("dashes", "a boundary of dashes", multipart([whole("dashes")], "--"))
    add("long", "a boundary of 10,000 characters", multipart([whole("long")], "b" * 10000))
    add("255", "a boundary of 255 characters", multipart([whole("255")], "b" * 255))
    add("pattern", "a boundary full of what patterns are made of", multipart([whole("pattern")], ".*(x|y)[a-z]+$"))
    add("two", "two boundary parameters", multipart([whole("two")], "b", quoted='"x"; boundary="b"'))
    add("continued", "a boundary in RFC 2231 pieces",
        multipart([whole("continued")], "b1").replace('boundary="b1"', 'boundary*0="b"; boundary*1="1"'))
    add("closed-first", "the last delimiter comes first", multipart([whole("closed-first")]).replace("\n\n--b\n", "\n\n--b--\n--b\n", 1))
    add("in-base64", "a delimiter in the midst of the base64 of the report",
        multipart([whole("in-base64").replace("\n", "\n--b\n\n", 8)]))
    add("nul", "NUL bytes in the boundary and the header", multipart([whole("nul")], "b\0c"))
    files.add("H15", "no-header.eml", "a mail that is nothing but a delimiter", "From: a@b.example\n\n--b\n--b\n--b--\n")


def add_to(files):
    add_forgeries(files)
    add_header_texts(files)
    add_sizes(files)
    add_nests(files)
    add_boundaries(files)
