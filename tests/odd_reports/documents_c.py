# SPDX-License-Identifier: MIT
"""Group C: identity fields."""

from common import changed
from report_parts import (DKIM, EMAIL, HEADER_FROM, IDENTIFIERS, ORG, POLICY_DOMAIN, SPF, report_mail, spf, tag)

FILE_NAME = "{}!example.com!1700000000!1700086399!{}.xml"


def subject(submitter=None, report_id=None):
    text = "Report Domain: example.com"
    if submitter:
        text += f" Submitter: {submitter}"
    if report_id:
        text += f" Report-ID: <{report_id}>"
    return text


def organization(report_id, name):
    return changed(report_id, (ORG, tag("org_name", name)))


def nameless(report_id):
    """No organization and no address to derive one from."""
    return changed(report_id, (ORG, "<org_name></org_name>"), (f"    {EMAIL}\n", ""))


def add_organizations(files):
    files.add("C1", "email.xml", "empty org_name, but an email",
              changed("C1-email", (ORG, "<org_name></org_name>"), (EMAIL, tag("email", "dmarc@mailer.example"))))
    files.add("C1", "submitter.eml", "empty org_name, no email, but a Submitter in the Subject",
              report_mail("C1-submitter", subject("submitter.example", "C1-submitter"),
                          FILE_NAME.format("receiver.example", "C1"), nameless("C1-submitter")))
    files.add("C1", "file-name.eml", "empty org_name, no email, but a receiver in the file name",
              report_mail("C1-file-name", "Your report", FILE_NAME.format("receiver.example", "C1"),
                          nameless("C1-file-name")))
    files.add("C2", "nameless.xml", "no org_name and no email",
              changed("C2", (f"    {ORG}\n", ""), (f"    {EMAIL}\n", "")))
    for label, name in (("outlook", "Enterprise Outlook"), ("ses", "AMAZON-SES"), ("mail-ru", "Mail.Ru"),
                        ("comma", "GMO Pepabo, Inc."), ("quote", '"reporter.NET')):
        files.add("C3", f"{label}.xml", f"org_name `{name}`", organization(f"C3-{label}", name))
    files.add("C4", "node.xml", "org_name is the host name of one node",
              organization("C4", "esa4.hc1234-5.reporter.example"))
    files.add("C5", "padded.xml", "padded org_name", organization("C5-padded", "\n   Yahoo! Inc.\t "))
    files.add("C5", "case.xml", "org_name in mixed case", organization("C5-case", "Reporter.EXAMPLE "))
    files.add("C6", "invisible.xml", "org_name with Hebrew letters, a right-to-left mark and a zero-width space",
              organization("C6", "דוגמה\u200f Re\u200bporter"))


def add_report_ids(files):
    def identified(row_label, report_id):
        return changed(row_label, (tag("report_id", row_label), tag("report_id", report_id)))

    files.add("C7", "brackets.xml", "report_id in angle brackets, with a host",
              identified("C7", "&lt;C7-brackets@reporter.example&gt;"))
    files.add("C7", "twice.xml", "report_id in two pairs of angle brackets",
              identified("C7", "&lt;&lt;C7-twice&gt;&gt;"))
    files.add("C7", "signs.xml", "report_id with `$`, `=` and a host",
              identified("C7", "C7-a$b=c@esa.reporter.example"))
    files.add("C7", "colon.xml", "report_id with `:` and `/`", identified("C7", " C7-example.com:1700000000/1 "))

    def unidentified(label, text="<report_id></report_id>"):
        return changed(label, (tag("report_id", label), text))

    files.add("C8", "subject.eml", "empty report_id, but one in the Subject",
              report_mail("C8-subject", subject("reporter.example", "C8-subject"),
                          FILE_NAME.format("reporter.example", "C8name"), unidentified("C8-subject")))
    files.add("C8", "file-name.eml", "no report_id, but one in the file name",
              report_mail("C8-file-name", subject("reporter.example"), FILE_NAME.format("reporter.example", "C8name"),
                          unidentified("C8-file-name", "")))
    files.add("C8", "digest.xml", "no report_id at all", unidentified("C8-digest", ""))


def add_addresses(files):
    for label, address in (("empty", ""), ("malformed", "dmarc at reporter.example"),
                           ("display-name", "Reporter &lt;dmarc@reporter.example&gt;")):
        files.add("C9", f"{label}.xml", f"email: {label}",
                  changed(f"C9-{label}", (EMAIL, tag("email", address))))
    files.add("C16", "empty.xml", "empty selector",
              changed("C16-empty", ("<selector>s1</selector>", "<selector></selector>")))
    files.add("C16", "missing.xml", "no selector",
              changed("C16-missing", ("        <selector>s1</selector>\n", "")))
    one = "<error>no answer to the query</error>"
    files.add("C17", "one.xml", "one error",
              changed("C17-one", ("    </date_range>\n", f"    </date_range>\n{one}\n")))
    files.add("C17", "two.xml", "two errors",
              changed("C17-two", ("    </date_range>\n", f"    </date_range>\n{one}<error>record too long</error>\n")))


def add_policy_domains(files):
    def about(report_id, domain, *more):
        return changed(report_id, (POLICY_DOMAIN, f"  <policy_published>\n    {tag('domain', domain)}\n"), *more)

    def all_about(report_id, domain):
        return about(report_id, domain, (HEADER_FROM, tag("header_from", domain)),
                     (DKIM, DKIM.replace("example.com", domain)))

    files.add("C10", "case-dot.xml", "policy domain in upper case, with blanks and a dot",
              about("C10-case", " Example.COM. "))
    files.add("C10", "prefix.xml", "policy domain with _dmarc. before it",
              about("C10-prefix", "_dmarc.example.com"))
    files.add("C11", "u-label.xml", "domains as U-labels", all_about("C11-u-label", "münchen.example"))
    files.add("C11", "a-label.xml", "domains as A-labels", all_about("C11-a-label", "xn--mnchen-3ya.example"))
    files.add("C11", "bad.xml", "policy domain whose A-label would be longer than 63",
              about("C11-bad", "ü" * 64 + ".example"))


def add_identifiers(files):
    def of(report_id, header_from, *more):
        return changed(report_id, (HEADER_FROM, header_from), *more)

    files.add("C12", "case-dot.xml", "header_from in upper case, with a dot and blanks",
              of("C12-case", tag("header_from", "EXAMPLE.com. ")))
    files.add("C12", "address.xml", "header_from is an address",
              of("C12-address", tag("header_from", "info@example.com")))
    files.add("C12", "empty.xml", "empty header_from", of("C12-empty", "<header_from></header_from>"))
    files.add("C12", "missing.xml", "identifiers without header_from",
              changed("C12-missing", (IDENTIFIERS,
                                      "    <identifiers><envelope_to>example.org</envelope_to></identifiers>\n")))
    files.add("C13", "unrelated.xml", "header_from is not of the policy domain",
              of("C13", tag("header_from", "unrelated.example"),
                 (DKIM, DKIM.replace("example.com", "unrelated.example"))))
    for label, text in (("empty", ""), ("address", "bounce@bounces.example.net"), ("null", "&lt;&gt;")):
        files.add("C14", f"{label}.xml", f"envelope_from: {label}",
                  of(f"C14-{label}", HEADER_FROM + tag("envelope_from", text)))
    fillers = "".join(spf(text, "mfrom", "none") for text in ("", "NULL", "none", "not.evaluated", "invalid"))
    files.add("C15", "fillers.xml", "words that stand for no SPF domain", changed("C15", (SPF, fillers)))


def add_to(files):
    add_organizations(files)
    add_report_ids(files)
    add_addresses(files)
    add_policy_domains(files)
    add_identifiers(files)
