# SPDX-License-Identifier: MIT
"""H3 entity bombs, H4 external entities, H5 depth, H6 huge texts and attributes, H7 empty records, H8 floods."""

from attack_mails import attachment_mail
from common import base, changed
from packing import MIB, gzipped

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ORG_NAME = "<org_name>reporter.example</org_name>"
CONTACT = ("</email>\n", "</email>\n    <extra_contact_info>{}</extra_contact_info>\n")
CANARY = "/etc/hostname"


def with_doctype(report_id, subset, text="&a;", external=""):
    """The report with a document type before it, and with `text` as org_name."""
    doctype = f"<!DOCTYPE feedback{external} [\n{subset}]>\n" if subset else f"<!DOCTYPE feedback{external}>\n"
    return changed(report_id, (DECLARATION, DECLARATION + doctype), (ORG_NAME, f"<org_name>{text}</org_name>"))


def in_metadata(report_id, xml):
    return changed(report_id, ("<report_metadata>\n", f"<report_metadata>\n    {xml}\n"))


def laughs():
    lines = ['<!ENTITY a0 "ha">\n']
    lines += [f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">\n' for level in range(1, 10)]
    return "".join(lines)


def add_entity_bombs(files):
    files.add("H3", "laughs.xml", "billion laughs", with_doctype("H3-laughs", laughs(), "&a9;"))
    files.add("H3", "laughs.eml", "billion laughs, in a mail",
              attachment_mail("H3-mail", with_doctype("H3-mail", laughs(), "&a9;").encode(), "a.xml"))
    files.add("H3", "quadratic.xml", "quadratic blow-up: an entity of 40,000 bytes, used 10,000 times",
              with_doctype("H3-quadratic", f'<!ENTITY a "{"a" * 40000}">\n', "&a;" * 10000))
    files.add("H3", "recursive.xml", "entities that hold each other",
              with_doctype("H3-recursive", '<!ENTITY a "&b;">\n<!ENTITY b "&a;">\n'))
    files.add("H3", "parameter.xml", "parameter entities that double",
              with_doctype("H3-parameter", '<!ENTITY % a "ha">\n<!ENTITY % b "%a;%a;">\n%b;\n', "x"))
    files.add("H3", "attribute.xml", "billion laughs in an attribute that is declared to be there",
              with_doctype("H3-attribute", laughs() + '<!ATTLIST feedback version CDATA "&a9;">\n', "x"))
    files.add("H3", "attlist.xml", "an attribute list and nothing else",
              with_doctype("H3-attlist", '<!ATTLIST feedback version CDATA "1">\n', "x"))
    files.add("H3", "element.xml", "an element declaration and nothing else",
              with_doctype("H3-element", "<!ELEMENT feedback ANY>\n", "x"))
    files.add("H3", "notation.xml", "a notation and nothing else",
              with_doctype("H3-notation", '<!NOTATION n SYSTEM "n">\n', "x"))
    files.add("H3", "utf-16.xml", "billion laughs in UTF-16",
              b"\xff\xfe" + with_doctype("H3-utf-16", laughs(), "&a9;").replace("UTF-8", "UTF-16").encode("utf-16-le"))
    files.add("H3", "lower-case.xml", "billion laughs behind <!doctype, which strict reading does not know",
              with_doctype("H3-lower-case", laughs(), "&a9;").replace("<!DOCTYPE", "<!doctype"))
    files.add("H3", "words-first.xml", "billion laughs behind words, which only the repair reads on",
              "<p>\n" + with_doctype("H3-words-first", laughs(), "&a9;").replace(DECLARATION, ""))
    files.add("H3", "inside.xml", "billion laughs declared within the root element",
              changed("H3-inside", ("<feedback>\n", f"<feedback>\n<!DOCTYPE feedback [\n{laughs()}]>\n")))
    files.add("H3", "loose.xml", "an entity declaration outside of any document type",
              changed("H3-loose", ("<feedback>\n", '<feedback>\n<!ENTITY a "ha">\n')))
    files.add("H3", "undeclared.xml", "the use of entities that are declared nowhere",
              changed("H3-undeclared", (ORG_NAME, "<org_name>reporter&a9;.example</org_name>")))


def add_external_entities(files):
    files.add("H4", "file-url.xml", "external entity: a file by its URL",
              with_doctype("H4-file-url", f'<!ENTITY a SYSTEM "file://{CANARY}">\n'))
    files.add("H4", "file-path.xml", "external entity: a file by its path",
              with_doctype("H4-file-path", f'<!ENTITY a SYSTEM "{CANARY}">\n'))
    files.add("H4", "public.xml", "external entity with a public identifier",
              with_doctype("H4-public", f'<!ENTITY a PUBLIC "-//X//Y" "{CANARY}">\n'))
    files.add("H4", "http.xml", "external entity: a web server",
              with_doctype("H4-http", '<!ENTITY a SYSTEM "http://127.0.0.1:9/a">\n'))
    files.add("H4", "device.xml", "external entity: a device that never ends",
              with_doctype("H4-device", '<!ENTITY a SYSTEM "file:///dev/zero">\n'))
    files.add("H4", "parameter.xml", "external parameter entity",
              with_doctype("H4-parameter", f'<!ENTITY % a SYSTEM "file://{CANARY}">\n%a;\n', "x"))
    files.add("H4", "unparsed.xml", "external unparsed entity",
              with_doctype("H4-unparsed", f'<!ENTITY a SYSTEM "file://{CANARY}" NDATA n>\n', "x"))
    files.add("H4", "subset.xml", "external subset of the document type: a web server",
              with_doctype("H4-subset", "", "x", ' SYSTEM "http://127.0.0.1:9/a.dtd"'))
    files.add("H4", "subset-file.xml", "external subset of the document type: a file",
              with_doctype("H4-subset-file", "", "x", f' SYSTEM "file://{CANARY}"'))
    files.add("H4", "mail.eml", "external entity, in a mail",
              attachment_mail("H4-mail", with_doctype("H4-mail", f'<!ENTITY a SYSTEM "file://{CANARY}">\n').encode(), "a.xml"))
    files.add("H4", "xinclude.xml", "XInclude in the place of org_name",
              changed("H4-xinclude", ("<feedback>", '<feedback xmlns:xi="http://www.w3.org/2001/XInclude">'),
                      (ORG_NAME, f'<org_name><xi:include href="file://{CANARY}" parse="text"/></org_name>')))
    files.add("H4", "stylesheet.xml", "a style sheet to be loaded",
              changed("H4-stylesheet", (DECLARATION, f'{DECLARATION}<?xml-stylesheet type="text/xsl" href="file://{CANARY}"?>\n')))
    files.add("H4", "schema.xml", "a schema to be loaded",
              changed("H4-schema", ("<feedback>", '<feedback xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                                    f'xsi:noNamespaceSchemaLocation="file://{CANARY}" xml:base="file:///etc/">')))


def add_depths(files):
    deep = "<a>" * 5000 + "</a>" * 5000
    files.add("H5", "deep.xml", "elements nested 5,000 deep", in_metadata("H5-deep", deep))
    files.add("H5", "limit.xml", "elements nested 33 deep, with the root", in_metadata("H5-limit", "<a>" * 31 + "</a>" * 31))
    files.add("H5", "allowed.xml", "elements nested 32 deep, with the root", in_metadata("H5-allowed", "<a>" * 30 + "</a>" * 30))
    files.add("H5", "same.xml", "<record> in <record>, 5,000 deep",
              changed("H5-same", ("  <record>\n", "  " + "<record>" * 5000 + "\n"), ("  </record>\n", "</record>" * 5000)))
    files.add("H5", "open.xml", "5,000 elements that are never closed", in_metadata("H5-open", "<a>" * 5000))
    files.add("H5", "malformed.xml", "elements nested 5,000 deep behind a bare &, for the repair",
              in_metadata("H5-malformed", "&" + deep))


def add_sizes(files):
    long = "x" * (2 * MIB)
    files.add("H6", "text.xml.gz", "an org_name of 2 MiB",
              gzipped(changed("H6-text", (ORG_NAME, f"<org_name>{long}</org_name>")).encode()))
    files.add("H6", "cdata.xml.gz", "an org_name of 2 MiB, in CDATA",
              gzipped(changed("H6-cdata", (ORG_NAME, f"<org_name><![CDATA[{long}]]></org_name>")).encode()))
    files.add("H6", "references.xml.gz", "an org_name of 2 Mi character references",
              gzipped(changed("H6-references", (ORG_NAME, f"<org_name>{'&#120;' * (2 * MIB)}</org_name>")).encode()))
    files.add("H6", "malformed-text.xml.gz", "an org_name of 2 MiB behind a bare &, for the repair",
              gzipped(changed("H6-malformed-text", (ORG_NAME, f"<org_name>&{long}</org_name>")).encode()))
    files.add("H6", "attribute.xml.gz", "an attribute of 2 MiB",
              gzipped(changed("H6-attribute", ("<org_name>", f'<org_name a="{long}">')).encode()))
    files.add("H6", "malformed-attribute.xml.gz", "an attribute of 2 MiB behind a bare &, for the repair",
              gzipped(changed("H6-malformed-attribute", (ORG_NAME, f'<org_name a="{long}">&</org_name>')).encode()))
    files.add("H6", "attributes.xml", "200 attributes",
              changed("H6-attributes", ("<org_name>", "<org_name" + "".join(f' a{n}="x"' for n in range(200)) + ">")))
    files.add("H6", "namespaces.xml", "200 declarations of namespaces",
              changed("H6-namespaces", ("<org_name>", "<org_name" + "".join(f' xmlns:a{n}="x"' for n in range(200)) + ">")))
    files.add("H6", "many-attributes.xml.gz", "50,000 attributes, each to be compared with all others",
              gzipped(changed("H6-many-attributes", ("<org_name>", "<org_name" + "".join(f' a{n}=""' for n in range(50000)) + ">")).encode()))
    files.add("H6", "field.xml.gz", "texts of 100,000 bytes: more than is stored",
              gzipped(changed("H6-field", (ORG_NAME, f"<org_name>{'o' * 100000}</org_name>"),
                              ("<selector>s1", f"<selector>{'s' * 100000}")).encode()))
    files.add("H6", "element-name.xml", "an element's name of 100,000 characters",
              in_metadata("H6-element-name", f"<{'n' * 100000}/>"))
    files.add("H6", "comment.xml.gz", "a comment of 2 MiB", gzipped(in_metadata("H6-comment", f"<!--{long}-->").encode()))
    files.add("H6", "instruction.xml.gz", "a processing instruction of 2 MiB",
              gzipped(in_metadata("H6-instruction", f"<?a {long}?>").encode()))
    files.add("H6", "errors.xml.gz", "100,000 error elements",
              gzipped(in_metadata("H6-errors", "<error>e</error>" * 100000).encode()))
    entry = "<reason><type>other</type><comment>c</comment></reason>"
    files.add("H6", "reasons.xml.gz", "100,000 reasons in one record",
              gzipped(changed("H6-reasons", ("<spf>fail</spf>\n", "<spf>fail</spf>\n" + entry * 100000)).encode()))
    files.add("H6", "unknown-elements.xml.gz", "20,000 unknown elements, each of another name",
              gzipped(in_metadata("H6-unknown", "".join(f"<u{n}/>" for n in range(20000))).encode()))


def add_records(files):
    end = "</feedback>\n"
    alone = base("H7-alone").split("  <record>")[0]
    files.add("H7", "alone.xml.gz", "half a million empty records and nothing else",
              gzipped((alone + "<record/>" * 500000 + end).encode()))
    files.add("H7", "beside.xml.gz", "half a million empty records and a good one",
              gzipped(changed("H7-beside", (end, "<record/>" * 499999 + end)).encode()))
    files.add("H7", "too-many.xml.gz", "2,000,001 empty records",
              gzipped((base("H7-too-many").split("  <record>")[0] + "<record/>" * 2000001 + end).encode()))
    row = "<row><source_ip>192.0.2.1</source_ip><count>1</count></row>"
    files.add("H7", "rows.xml.gz.gz", "2,000,001 rows in one record",
              gzipped(changed("H7-rows", ("  <record>\n", "  <record>\n" + row * 2000000)).encode(), 2))


def distinct_record(number):
    return (f"<record><row><source_ip>10.{number >> 16}.{number >> 8 & 255}.{number & 255}</source_ip><count>1</count>"
            "<policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>"
            f"<identifiers><header_from>{number}.example.com</header_from></identifiers><auth_results><dkim>"
            f"<domain>{number}.example.com</domain><selector>s{number}</selector><result>pass</result></dkim>"
            "</auth_results></record>\n")


def add_floods(files):
    head = base("H8-distinct").split("  <record>")[0]
    records = "".join(distinct_record(number) for number in range(5000))
    files.add("H8", "distinct.xml.gz", "5,000 records, each of an address, a domain and a selector of its own",
              gzipped((head + records + "</feedback>\n").encode()))


def add_to(files):
    add_entity_bombs(files)
    add_external_entities(files)
    add_depths(files)
    add_sizes(files)
    add_records(files)
    add_floods(files)
