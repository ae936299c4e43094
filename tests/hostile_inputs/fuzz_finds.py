# SPDX-License-Identifier: MIT
"""H16: what the fuzz targets found, each with the fault it laid bare, made small and kept for ever."""

from common import base, changed


def charset_that_stumbles(report_id, encoding, byte):
    """libxml2's converter stops at the byte and the parser takes what was converted for the whole."""
    text = changed(report_id, ("UTF-8", encoding), ("</feedback>", "<extension>BYTE</extension></feedback>"))
    record = text[text.index("  <record>"):text.index("<extension>")]
    return text.replace("</extension>", "</extension>" + record * 20).encode().replace(b"BYTE", byte)


def add_to(files):
    most = 2**63 - 1
    two = "".join(base(f"H16-sum-{number}").replace("<count>1<", f"<count>{most}<") for number in (1, 2))
    files.add("H16", "sum.xml", "two reports of one document whose messages together pass 2^63",
              two.replace('<?xml version="1.0" encoding="UTF-8"?>', ""))
    files.add("H16", "gb2312.xml", "a byte that the declared charset does not have, records behind it",
              charset_that_stumbles("H16-gb2312", "gb2312", b"\xff"))
    files.add("H16", "windows-1252.xml", "a byte that the declared charset does not have, records behind it",
              charset_that_stumbles("H16-windows-1252", "windows-1252", b"\x81"))
    files.add("H16", "utf08.xml", "a charset that only looks like UTF-8, and bytes that are none",
              changed("H16-utf08", ("UTF-8", "UTF08"), ("<org_name>reporter.example", "<org_name>reporter.\u00e9")).encode().replace(
                  "\u00e9".encode(), b"\xe9\xc0\xc0"))
    files.add("H16", "utf7-cut.xml", "UTF-7 that ends at a byte it does not have, within the policy",
              changed("H16-utf7-cut", ("UTF-8", "UTF-7")).split("<p>")[0].encode() + b"\xff")
    files.add("H16", "namespace-quote.xml", "a namespace that is a quote",
              changed("H16-namespace-quote", ("<feedback>", "<feedback xmlns=\"'\">")))
    whole = base("H16-cut").replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    cut = whole.replace("<count>1<", "<count>7<").replace("</feedback>", "")
    files.add("H16", "cut-beside-whole.xml",
              "a cut report, the whole one of its identity, and one that is refused: read again and again",
              cut + whole + "<feedback><report_metadata><org_name>o</org_name></report_metadata></feedback>")
