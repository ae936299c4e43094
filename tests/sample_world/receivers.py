# SPDX-License-Identifier: MIT
"""How the receiving servers answer: their MX names, and the words in which each refuses mail under p=reject.

MX names of the large receivers are public facts; their addresses here are documentation addresses.
"""

from dataclasses import dataclass

from reporters import COMCAST, ENTERPRISE, GMX, GOOGLE, MAILRU, STADTWERKE, UNIVERSITY, YAHOO


@dataclass(frozen=True)
class Receiver:
    mx: str
    address: str
    recipient: str
    refusal: tuple  # lines of the reply, with {ip}, {time} and {id} to fill in
    dsn: str = "5.7.1"  # what Postfix makes of the reply's enhanced status code

    def reply(self, source_ip, when, token):
        return [line.format(ip=source_ip, time=when.strftime("%Y-%m-%dT%H:%M:%S.000Z"), id=token)
                for line in self.refusal]


RECEIVERS = {
    GOOGLE: Receiver("aspmx.l.google.com", "192.0.2.133", "einkauf@seilerei-holm.example", (
        "550-5.7.26 Unauthenticated email from nordwind.example is not accepted due to",
        "550-5.7.26 domain's DMARC policy. Please contact the administrator of",
        "550-5.7.26 nordwind.example domain if this was a legitimate mail. To learn",
        "550-5.7.26 about the DMARC initiative, go to",
        "550 5.7.26  https://support.google.com/mail/?p=DmarcRejection {id} - gsmtp"), "5.7.26"),
    ENTERPRISE: Receiver("muehle-kontor-example.mail.protection.outlook.com", "192.0.2.140",
                         "buero@muehle-kontor.example", (
        "550 5.7.509 Access denied, sending domain [NORDWIND.EXAMPLE] does not pass DMARC verification and has a DMARC"
        " policy of reject. [DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com {time} {id}]",), "5.7.509"),
    GMX: Receiver("mx00.gmx.net", "192.0.2.151", "kasse@hafenladen.example", (
        "554-Transaction failed", "554-Reject due to domain's DMARC policy",
        "554 For explanation visit https://postmaster.gmx.net/en/case?c=r2001&i=ip&v={ip}&r={id}"), "5.0.0"),
    YAHOO: Receiver("mta5.am0.yahoodns.net", "192.0.2.162", "post@tauwerk-lager.example", (
        "554 5.7.9 Message not accepted for policy reasons.  See https://postmaster.yahooinc.com/error-codes",
    ), "5.7.9"),
    MAILRU: Receiver("mxs.mail.ru", "192.0.2.170", "info@ostsee-kontor.example", (
        "550 5.7.1 This message was not accepted due to domain (nordwind.example) owner DMARC policy (RFC 7489)"
        " https://help.mail.ru/mail-help/postmaster/dmarc",)),
    # Its gateway's code has a leading #, which Postfix does not take for one.
    STADTWERKE: Receiver("esa1.stadtwerke-lindenau.example", "192.0.2.181",
                         "rechnungseingang@stadtwerke-lindenau.example", (
        "550 #5.7.1 DMARC unauthenticated mail is prohibited.",), "5.0.0"),
    UNIVERSITY: Receiver("mx.uni-musterstadt.example", "192.0.2.190", "beschaffung@uni-musterstadt.example", (
        "550 5.7.1 rejected by DMARC policy for nordwind.example",)),
    COMCAST: Receiver("mx1a1.comcast.net", "192.0.2.199", "office@leuchtturm-cafe.example", ()),
}
