# SPDX-License-Identifier: MIT
"""Group B: namespaces and structure."""

from common import changed
from report_parts import (AUTH, COUNT, DATES, DKIM, EMAIL, EVALUATED, IDENTIFIERS, IP, LET_THROUGH, METADATA, ORG,
                          PE_DKIM, PE_SPF, POLICY, POLICY_DOMAIN, RECORD, ROW, SPF, dkim, record, report_mail, spf,
                          with_records)

RFC9990 = "urn:ietf:params:xml:ns:dmarc-2.0"
SUBJECT = "Report Domain: example.com Submitter: reporter.example Report-ID: <{}>"
FILE_NAME = "reporter.example!example.com!1700000000!1700086399!{}.xml"
VENDOR = "<vendor><inner><deep>1</deep></inner></vendor>"


def rooted(report_id, attributes, *more):
    return changed(report_id, ("<feedback>", f"<feedback {attributes}>"), *more)


def add_namespaces(files):
    files.add("B1", "dmarc-2.0.xml", "RFC 9990's namespace", rooted("B1", f'xmlns="{RFC9990}"'))
    files.add("B2", "ns1.xml", "root with a prefix, children without",
              changed("B2", ("<feedback>", '<ns1:feedback xmlns:ns1="http://dmarc.org/dmarc-xml/0.1">'),
                      ("</feedback>", "</ns1:feedback>")))
    files.add("B3", "unused-ns1.xml", "namespace declared and not used, single quotes",
              rooted("B3", "xmlns:ns1='http://dmarc.org/dmarc-xml/0.1' "
                     "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
                     "xsi:schemaLocation='http://dmarc.org/dmarc-xml/0.1 rua.xsd'",
                     ('version="1.0" encoding="UTF-8"', "version='1.0' encoding='UTF-8'")))
    files.add("B4", "undeclared.xml", "prefix that is not declared",
              changed("B4", ("<feedback>", "<ns1:feedback>"), ("</feedback>", "</ns1:feedback>")))
    for name, uri in (("no-colon", "http//dmarc.org/dmarc-xml/0.1"), ("0.2", "http://dmarc.org/dmarc-xml/0.2"),
                      ("2.0", "http://dmarc.org/dmarc-xml/2.0"), ("xsd", "http://dmarc.org/dmarc-xml/rua.xsd")):
        files.add("B5", f"{name}.xml", f"namespace `{uri}`", rooted(f"B5-{name}", f'xmlns="{uri}"'))
    files.add("B6", "xsd-xsi.xml", "only the xsd and xsi prefixes declared",
              rooted("B6", 'xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
                     'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'))


def add_dialects(files):
    files.add("B7", "np.xml", "np without namespace",
              changed("B7-np", ("<sp>none</sp>", "<sp>none</sp><np>none</np>")))
    files.add("B7", "rfc9990.xml", "RFC 9990's elements without namespace",
              changed("B7-rfc9990", (DATES, DATES + "    <generator>Example Reporter 1.2</generator>\n"),
                      ("    <pct>100</pct>\n", "    <np>reject</np>\n    <testing>n</testing>\n"
                       "    <discovery_method>treewalk</discovery_method>\n")))
    files.add("B8", "t-psd.xml", "t and psd in RFC 9990's namespace",
              rooted("B8", f'xmlns="{RFC9990}"', ("<sp>none</sp>", "<sp>none</sp><t>y</t><psd>n</psd>")))
    files.add("B9", "rf-ri.xml", "rf and ri in the policy",
              changed("B9-rf-ri", ("<sp>none</sp>", "<sp>none</sp><rf>afrf</rf><ri>86400</ri>")))
    files.add("B9", "vendor.xml", "vendor's elements, nested, in each record",
              with_records("B9-vendor", *[record((COUNT, COUNT + VENDOR))] * 2))
    files.add("B31", "extension.xml", "RFC 9990's extension",
              rooted("B31-extension", f'xmlns="{RFC9990}"',
                     (POLICY, POLICY + '  <extension><x:note xmlns:x="https://reporter.example/ns"><x:p>none</x:p>'
                      "</x:note></extension>\n")))
    drafts = '<extensions><extension name="note" definition="https://reporter.example/note">1</extension></extensions>'
    files.add("B31", "extensions.xml", "the drafts' extensions, in the report and in its record",
              changed("B31-extensions", (POLICY, f"{POLICY}  {drafts}\n"), (AUTH, f"{AUTH}    {drafts}\n")))
    files.add("B32", "attributes.xml", "attributes on leaves",
              rooted("B32", 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                     'xmlns:xs="http://www.w3.org/2001/XMLSchema"',
                     (EMAIL, '<email xsi:type="xs:string">dmarc@reporter.example</email>'
                      '<extra_contact_info xml:lang="en">see our page</extra_contact_info>'
                      '<error lang="en">no answer</error>'),
                     ("<sp>none</sp>", '<sp xsi:nil="true"/>'), (COUNT, '<count unit="messages">1</count>')))


def add_structure(files):
    files.add("B10", "nested.xml", "elements inside texts",
              changed("B10", (ORG, "<org_name>reporter<b>.example</b></org_name>"), (COUNT, "<count><n>1</n></count>")))
    date_first = METADATA.replace(DATES, "").replace("    <org_name>", DATES + "    <org_name>")
    domain = "    <domain>example.com</domain>\n"
    policy = POLICY.replace(domain, "").replace("    <sp>", domain + "    <sp>")
    row = ROW.replace(f"      {COUNT}\n", "").replace(f"      {IP}", f"      {COUNT}\n      {IP}")
    files.add("B11", "order.xml", "elements in other orders",
              changed("B11", (METADATA.format(id="B11"), date_first.format(id="B11")), (POLICY, policy), (ROW, row),
                      (DKIM + SPF, SPF + DKIM)))
    files.add("B11", "record-first.xml", "record before policy and metadata",
              changed("B11-record-first", (METADATA.format(id="B11-record-first"), ""), (POLICY, ""),
                      (RECORD, RECORD + POLICY + METADATA.format(id="B11-record-first"))))
    files.add("B25", "same.xml", "policy_published twice, equal", changed("B25-same", (POLICY, POLICY * 2)))
    files.add("B25", "mixed.xml", "policy_published twice, different",
              changed("B25-mixed", (POLICY, POLICY + POLICY.replace("<p>none</p>", "<p>reject</p>"))))
    files.add("B26", "domain.xml", "two domains in one policy",
              changed("B26-domain", (POLICY_DOMAIN, POLICY_DOMAIN + "    <domain>example.net</domain>\n")))
    files.add("B26", "sp.xml", "sp twice", changed("B26-sp", ("<sp>none</sp>", "<sp>none</sp><sp>reject</sp>")))
    files.add("B26", "empty-domain.xml", "two domains in one policy, the first empty",
              changed("B26-empty", (POLICY_DOMAIN, POLICY_DOMAIN.replace(domain, "    <domain></domain>\n" + domain))))
    add_missing_heads(files)


def add_missing_heads(files):
    files.add("B27", "missing.xml", "no policy_published", changed("B27-missing", (POLICY, "")))
    files.add("B27", FILE_NAME.format("B27name"), "no policy_published, domain in the file name",
              changed("B27-name", (POLICY, "")))
    files.add("B27", "subject.eml", "no policy_published, domain in the Subject",
              report_mail("B27-subject", SUBJECT.format("B27-subject"), "report.xml",
                          changed("B27-subject", (POLICY, ""))))

    def headless(report_id, metadata=""):
        return changed(report_id, (METADATA.format(id=report_id), metadata))

    files.add("B28", "missing.xml", "no report_metadata", headless("B28-missing"))
    files.add("B28", "text.xml", "report_metadata is a text",
              headless("B28-text", "  <report_metadata>reporter.example</report_metadata>\n"))
    files.add("B28", "mail.eml", "no report_metadata, all of it in Subject and file name",
              report_mail("B28-mail", SUBJECT.format("B28"), FILE_NAME.format("B28"), headless("B28")))


def add_records(files):
    files.add("B12", "no-record.xml", "no record", changed("B12", (RECORD, "")))
    null = ("  <record>\n    <row>\n      <source_ip></source_ip>\n      <count>0</count>\n      <policy_evaluated>\n"
            "        <disposition>none</disposition>\n        <dkim></dkim>\n        <spf></spf>\n"
            "      </policy_evaluated>\n    </row>\n    <identifiers>\n      <header_from></header_from>\n"
            "    </identifiers>\n    <auth_results/>\n  </record>\n")
    files.add("B13", "alone.xml", "null report: one record of no messages", with_records("B13", null))
    files.add("B13", "beside.xml", "record of no messages beside another", with_records("B13-beside", RECORD, null))
    files.add("B14", "identities.xml", "identities instead of identifiers",
              changed("B14", (IDENTIFIERS, IDENTIFIERS.replace("identifiers>", "identities>"))))
    files.add("B15", "no-identifiers.xml", "no identifiers", changed("B15", (IDENTIFIERS, "")))
    failed = (PE_DKIM, "<dkim>fail</dkim>")
    files.add("B16", "empty.xml", "empty auth_results",
              changed("B16-empty", failed, (AUTH, "    <auth_results/>\n")))
    files.add("B16", "missing.xml", "no auth_results", changed("B16-missing", failed, (AUTH, "")))
    files.add("B17", "no-spf.xml", "no spf in auth_results", changed("B17", (SPF, "")))
    files.add("B29", "missing.xml", "no policy_evaluated", changed("B29", (EVALUATED, "")))
    files.add("B29", "no-verdicts.xml", "policy_evaluated without dkim and spf",
              changed("B29-verdicts", (f"        {PE_DKIM}\n        {PE_SPF}\n", "")))
    files.add("B29", "no-dkim.xml", "policy_evaluated without dkim", changed("B29-dkim", (f"        {PE_DKIM}\n", "")))
    second = record(("192.0.2.1", "192.0.2.2"), (COUNT, "<count>2</count>"))
    files.add("B30", "records.xml", "record inside records",
              changed("B30-records", (RECORD, f"  <records>\n{RECORD}{second}  </records>\n")))
    files.add("B30", "rows.xml", "two rows in one record",
              changed("B30-rows", (ROW, ROW + ROW.replace("192.0.2.1", "192.0.2.2")
                                   .replace(COUNT, "<count>2</count>"))))
    files.add("B33", "repeated.xml", "the same record three times", with_records("B33", *[RECORD] * 3))


def add_results(files):
    empty_dkim = "      <dkim><domain/><result/></dkim>\n"
    empty_spf = "      <spf><domain></domain><result></result></spf>\n"
    files.add("B18", "beside.xml", "empty dkim and spf entries beside real ones",
              changed("B18", (DKIM, DKIM + empty_dkim * 4), (SPF, empty_spf * 3 + SPF)))
    files.add("B18", "alone.xml", "nothing but empty dkim and spf entries",
              changed("B18-alone", (PE_DKIM, "<dkim>fail</dkim>"), (DKIM, empty_dkim * 4), (SPF, empty_spf * 3)))
    files.add("B19", "nameless.xml", "failed dkim entry without a domain",
              changed("B19", (DKIM, DKIM + "      <dkim><domain></domain><result>fail</result></dkim>\n")))
    files.add("B20", "three.xml", "three dkim entries",
              changed("B20", (DKIM, dkim("example.net", "s3", "pass") + DKIM + dkim("example.com", "s2", "fail"))))
    files.add("B20", "many.xml", "a hundred and one dkim entries",
              changed("B20-many", (DKIM, DKIM + "".join(dkim("example.net", f"n{at}", "fail")
                                                        for at in range(1, 101)))))
    helo = spf("mx.example.net", "helo", "none")
    files.add("B21", "spf.xml", "spf of helo, and of mfrom twice", changed("B21", (SPF, helo + SPF * 2)))
    reasons = ("<reason><type>forwarded</type></reason><reason><type>local_policy</type><comment>arc=pass</comment>"
               "</reason>")
    files.add("B22", "reasons.xml", "two reasons", changed("B22", *LET_THROUGH, (PE_SPF, PE_SPF + reasons)))
    files.add("B23", "bare-reason.xml", "reason is a bare text",
              changed("B23", *LET_THROUGH, ("<pct>100</pct>", "<pct>50</pct>"),
                      (PE_SPF, PE_SPF + "<reason>sampled_out</reason>")))
    files.add("B24", "empty-reason.xml", "reason with empty type and comment",
              changed("B24", (PE_SPF, PE_SPF + "<reason><type></type><comment></comment></reason>")))


def add_to(files):
    add_namespaces(files)
    add_dialects(files)
    add_structure(files)
    add_records(files)
    add_results(files)
