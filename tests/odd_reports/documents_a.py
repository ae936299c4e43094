# SPDX-License-Identifier: MIT
"""Group A: document, encoding, well-formedness."""

import codecs
import re

from common import base, changed, in_base64, packed_gzip, packed_zip
from report_parts import (DECLARATION, DISPOSITION, EMAIL, HEADER_FROM, ORG, PE_DKIM, RECORD, SPF, mail, part,
                          record, tag)

SUBJECT = "Report Domain: example.com Submitter: reporter.example Report-ID: <{}>"
PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Sign in</title></head>
<body><h1>Sign in</h1><form action="/login"><input name="user"><br><input name="password"></form></body></html>
"""


def organization(report_id, name, *more):
    return changed(report_id, (ORG, tag("org_name", name)), *more)


def contact(report_id, text, *more):
    return changed(report_id, (EMAIL, EMAIL + tag("extra_contact_info", text)), *more)


def declared(encoding):
    return 'encoding="UTF-8"', f'encoding="{encoding}"'


def undeclared(report_id):
    return base(report_id).removeprefix(DECLARATION)


def add_encodings(files):
    files.add("A1", "no-declaration.xml", "no XML declaration", undeclared("A1"))
    files.add("A2", "bom.xml", "UTF-8 byte order mark before the declaration",
              codecs.BOM_UTF8 + base("A2").encode())
    files.add("A2", "bom-only.xml", "UTF-8 byte order mark, no declaration",
              codecs.BOM_UTF8 + undeclared("A2-only").encode())
    for order, mark in (("le", codecs.BOM_UTF16_LE), ("be", codecs.BOM_UTF16_BE)):
        codec = f"utf-16-{order}"
        files.add("A3", f"utf16-{order}.xml", f"UTF-16 {order.upper()} with a byte order mark",
                  mark + changed(f"A3-{order}", declared("UTF-16")).encode(codec))
        files.add("A3", f"utf16-{order}-no-bom.xml", f"UTF-16 {order.upper()}, declared, without a byte order mark",
                  changed(f"A3-{order}-no-bom", declared("UTF-16")).encode(codec))
        files.add("A4", f"utf16-{order}-as-utf8.xml", f"UTF-16 {order.upper()} that is declared UTF-8",
                  mark + base(f"A4-{order}").encode(codec))
    files.add("A5", "windows-1252.xml", "declared windows-1252, quotes and an accent in it",
              organization("A5-1252", "Société “Essai”", declared("windows-1252")).encode("cp1252"))
    files.add("A5", "latin1.xml", "declared iso-8859-1",
              organization("A5-latin1", "Société d'essai", declared("iso-8859-1")).encode("latin-1"))
    files.add("A5", "gb2312.xml", "declared gb2312",
              organization("A5-gb2312", "测试邮件", declared("gb2312")).encode("gb2312"))
    files.add("A5b", "utf8.xml.gz", "valid UTF-8 beyond ASCII, gzipped",
              packed_gzip(organization("A5b-gz", "Société d'essai").encode()))
    files.add("A5b", "utf8.zip", "valid UTF-8 beyond ASCII, zipped",
              packed_zip(("report.xml", organization("A5b-zip", "Société d'essai").encode())))
    add_wrong_encodings(files)


def add_wrong_encodings(files):
    files.add("A6", "latin1.xml", "Latin-1 byte in org_name, declared UTF-8",
              organization("A6", "Société d'essai").encode("latin-1"))
    files.add("A6", "quotes.xml", "windows-1252 quotes (91, 92) in extra_contact_info, declared UTF-8",
              contact("A6-quotes", "see ‘help’").encode("cp1252"))
    files.add("A6", "header-from.xml", "Latin-1 byte in header_from, declared UTF-8",
              changed("A6-header-from", (HEADER_FROM, tag("header_from", "café.example.com"))).encode("latin-1"))
    files.add("A6", "mixed.xml", "valid UTF-8 in org_name and a Latin-1 byte in extra_contact_info",
              contact("A6-mixed", "CAF#", (ORG, tag("org_name", "Société d'essai"))).encode()
              .replace(b"F#", b"F\xe9"))
    files.add("A7", "utf8mb4.xml", "declared in an encoding nobody knows, in fact UTF-8",
              organization("A7-utf8mb4", "Société d'essai", declared("utf8mb4")))
    files.add("A7", "unicode.xml", "declared `unicode`, in fact UTF-8", changed("A7-unicode", declared("unicode")))
    files.add("A7", "unknown.xml", "declared in an encoding nobody knows, not UTF-8 either",
              organization("A7-unknown", "Société d'essai", declared("x-house")).encode("latin-1"))


def add_starts(files):
    files.add("A8", "blanks.xml", "line breaks and blanks before the declaration", "\r\n\n  " + base("A8-blanks"))
    files.add("A8", "nul.xml", "NULs before the declaration", "\0\0" + base("A8-nul"))
    files.add("A8", "bom-blanks.xml", "byte order mark and a line break before the declaration",
              codecs.BOM_UTF8 + b"\r\n" + base("A8-bom").encode())
    files.add("A9", "no-quotes.xml", "declaration without quotes",
              changed("A9-no-quotes", ('version="1.0" encoding="UTF-8"', "version=1.0 encoding=UTF-8")))
    files.add("A9", "standalone.xml", "garbage for standalone",
              changed("A9-standalone", ('"UTF-8"?>', '"UTF-8" standalone="maybe"?>')))
    files.add("A10", "one-line.xml", "all on one line", re.sub(r"\n *", "", base("A10")))
    schema = ('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
              'targetNamespace="http://dmarc.org/dmarc-xml/0.1">\n')
    files.add("A11", "schema.xml", "unclosed xs:schema before feedback",
              changed("A11", ("<feedback>", schema + "<feedback>")))
    files.add("A11", "wrapped.xml", "feedback two elements deep",
              changed("A11-wrapped", ("<feedback>", "<reports><report><feedback>"),
                      ("</feedback>", "</feedback></report></reports>")))
    files.add("A11", "deep.xml", "feedback four elements deep",
              changed("A11-deep", ("<feedback>", "<a><b><c><d><feedback>"),
                      ("</feedback>", "</feedback></d></c></b></a>")))


def add_ill_formed(files):
    files.add("A12", "org-name.xml", "raw `&` in org_name", organization("A12-org", "A & B"))
    files.add("A12", "url.xml", "raw `&` in a URL", contact("A12-url", "https://reporter.example/?a=1&b=2"))
    files.add("A13", "angle-address.xml", "address in angle brackets",
              changed("A13-address", (EMAIL, "<email><dmarc@reporter.example></email>")))
    files.add("A13", "less-than.xml", "`<` inside a text",
              changed("A13-less", (EMAIL, "<email>bad<xml.example</email>")))
    files.add("A13", "report-id.xml", "`<` of an end tag is missing",
              changed("A13-id", ("<report_id>A13-id</report_id>", "<report_id>A13-id/report_id>")))
    files.add("A14", "eacute.xml", "undefined HTML entity &eacute;",
              organization("A14-eacute", "Soci&eacute;t&eacute; d'essai"))
    files.add("A14", "nbsp.xml", "undefined HTML entity &nbsp;",
              organization("A14-nbsp", "Reporter&nbsp;Example"))
    files.add("A14", "bogus.xml", "entity that HTML does not know either",
              organization("A14-bogus", "Reporter&bogus; Example"))
    files.add("A15", "control.xml", "control byte 01 in org_name",
              organization("A15-control", "reporter\x01.example"))
    files.add("A15", "nul.xml", "NUL in org_name", organization("A15-nul", "reporter\0.example"))
    files.add("A15", "reference.xml", "`&#1;` in org_name", organization("A15-reference", "reporter&#1;.example"))
    files.add("A15", "surrogate.xml", "lone surrogate ED A0 80 in org_name",
              organization("A15-surrogate", "reporter\ud800.example").encode("utf-8", "surrogatepass"))
    files.add("A25", "end-tag.xml", "mismatched end tag", changed("A25", ("</email>", "</emial>")))
    files.add("A29", "root.xml", "root is Feedback",
              changed("A29-root", ("<feedback>", "<Feedback>"), ("</feedback>", "</Feedback>")))
    files.add("A29", "upper-case.xml", "all element names in upper case",
              re.sub(r"</?[a-z_]+>", lambda match: match[0].upper(), base("A29-upper")))


def add_ends(files):
    files.add("A16", "words.xml", "words after the document", base("A16-words") + "-- \nSent by the reports list\n")
    files.add("A16", "html.xml", "HTML footer after the document",
              base("A16-html") + "<p>This message was scanned.<br></p>\n")
    files.add("A16", "second.xml", "a second document after the first", base("A16-first") + base("A16-second"))
    files.add("A17", "crlf.xml", "line breaks after the document", base("A17-crlf") + "\r\n\r\n\r\n")
    files.add("A17", "nul.xml", "NULs after the document", base("A17-nul") + "\0" * 16)
    files.add("A18", "last-bracket.xml", "the last `>` is missing", base("A18").rstrip().removesuffix(">"))
    files.add("A19", "after-record.xml", "cut after a whole record", base("A19").removesuffix("</feedback>\n"))
    second = record(("192.0.2.1", "192.0.2.2"))
    cut = changed("A20", (RECORD, RECORD + second))
    files.add("A20", "in-record.xml", "cut inside the second record", cut[:cut.rindex("<header_from>")])


def add_declarations(files):
    def typed(report_id, doctype):
        return changed(report_id, ("<feedback>", f"{doctype}\n<feedback>"))

    files.add("A21", "doctype.xml", "DOCTYPE without subset", typed("A21", "<!DOCTYPE feedback>"))
    files.add("A21", "system.xml", "DOCTYPE with a system identifier",
              typed("A21-system", '<!DOCTYPE feedback SYSTEM "http://reporter.example/rua.dtd">'))
    files.add("A22", "element.xml", "DOCTYPE with an internal subset",
              typed("A22-element", "<!DOCTYPE feedback [<!ELEMENT feedback ANY>]>"))
    files.add("A22", "entity.xml", "entity declaration",
              typed("A22-entity", '<!DOCTYPE feedback [<!ENTITY name "reporter">]>')
              .replace(">reporter.", ">&name;."))
    files.add("A22", "external.xml", "external entity",
              typed("A22-external", '<!DOCTYPE feedback [<!ENTITY name SYSTEM "file:///etc/hostname">]>')
              .replace(">reporter.", ">&name;."))
    files.add("A23", "stray.xml", "stray characters between elements",
              changed("A23", ("<sp>none</sp>", "<sp>none</sp>11")))
    files.add("A24", "comments.xml", "comments, CDATA and processing instructions",
              changed("A24", ("<feedback>", "<!-- made by hand -->\n<?style none?>\n<feedback>"),
                      (ORG, "<org_name><![CDATA[A <b> & C]]></org_name>"),
                      (DISPOSITION, f"<!-- no -->{DISPOSITION}<?page break?>")))
    files.add("A24", "xml-1.1.xml", "XML 1.1", changed("A24-xml11", ('version="1.0"', 'version="1.1"')))


def add_other_content(files):
    files.add("A26", "empty.xml", "empty file", b"")
    files.add("A26", "blanks.xml", "only white space", " \r\n\t\r\n")
    unused = packed_gzip(b"unused")
    files.add("A27", "unused.xml.gz", "gzip of the word `unused`", unused)
    files.add("A27", "unused.eml", "mail whose attachment is gzip of the word `unused`",
              mail("A27", SUBJECT.format("A27"), part("This is an aggregate report.", "text/plain"),
                   part(in_base64(unused), "application/gzip\nContent-Transfer-Encoding: base64",
                        "reporter.example!example.com!1700000000!1700086399.xml.gz")))
    files.add("A28", "login.xml", "an HTML page", PAGE)
    files.add("A28", "status.xml", "JSON", '{"status": "error", "message": "not found"}\n')
    files.add("A28", "html-summary.eml", "mail with an HTML summary beside the report",
              mail("A28-summary", SUBJECT.format("A28-summary"), part(PAGE, "text/html"),
                   part(base("A28-summary"), "text/xml", "report.xml")))
    files.add("A28", "html-attached.eml", "mail with an HTML page as an XML attachment beside the report",
              mail("A28-attached", SUBJECT.format("A28-attached"), part(PAGE, "application/xml", "login.xml"),
                   part(base("A28-attached"), "application/xml", "report.xml")))


def at_buffer_edges():
    """Values that straddle the bytes 4096, 8192 and 16384, where a reader's buffers may end."""
    text = base("A30-edges")
    for edge, value in ((4096, "reporter.example</org"), (8192, "example.com</header"), (16384, "mfrom</scope>")):
        tag_at = text.rindex("<", 0, text.index(value))
        fill = edge - 3 - text.index(value) - len("<!---->")
        text = text[:tag_at] + f"<!--{'.' * fill}-->" + text[tag_at:]
    return text


def add_chunks(files):
    files.add("A30", "chunks.xml", "texts split by entities, CDATA and comments",
              changed("A30", (ORG, tag("org_name", "&quot;AT&amp;T&quot;")), ("<count>1<", "<count>1&#48;<"),
                      (DISPOSITION, tag("disposition", "no<![CDATA[ne]]>")), (PE_DKIM, tag("dkim", "p&#97;ss")),
                      (HEADER_FROM, tag("header_from", "exam<!-- -->ple.com")),
                      (SPF, SPF.replace("pass", "p<![CDATA[as]]>s"))))
    files.add("A30", "buffer-edges.xml", "values that straddle 4, 8 and 16 KiB", at_buffer_edges())


def add_to(files):
    add_encodings(files)
    add_starts(files)
    add_ill_formed(files)
    add_ends(files)
    add_declarations(files)
    add_other_content(files)
    add_chunks(files)
