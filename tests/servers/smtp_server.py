#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""smtp_server.py FOLDER [starttls|tls] [auth] [CERTIFICATE KEY]

A real SMTP server (aiosmtpd) on a free port of the loopback; says "ready PORT". Each mail becomes FOLDER/N.eml, with
what the envelope said in X- fields. Recipients ask for trouble by their names: reject@ gets 550; later@ gets 451 once;
hangup@ has the connection cut after RCPT, once; drop@ has it cut in the middle of DATA, once; gone@ always; echo@ is
told what it logged in with, long-echo@ at the end of a long line; slow@ is answered after 3 s. The user is "user", the password "p/ss word"."""
import asyncio
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder, *words = sys.argv[1:]
security = words.pop(0) if words and words[0] in ("starttls", "tls") else None
wants_login = bool(words) and words[0] == "auth" and bool(words.pop(0))
context = None
if words:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(words[0], words[1])
counts = {}


def count(what):
    counts[what] = counts.get(what, 0) + 1
    return counts[what]


class Server(SMTP):
    said = ""

    async def _handle_client(self):
        count("connections")
        await super()._handle_client()

    async def smtp_AUTH(self, arg):
        Server.said = arg or ""
        return await super().smtp_AUTH(arg)

    async def smtp_DATA(self, arg):
        name = self.envelope.rcpt_tos[-1].split("@")[0] if self.envelope.rcpt_tos else ""
        if name == "gone" or (name == "drop" and count("drop") == 1):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return None
        return await super().smtp_DATA(arg)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "reject":
            return "550 5.1.1 nobody of this name"
        if name == "later" and count("later") == 1:
            return "451 4.7.1 try again later"
        if name == "echo":
            return f"550 5.7.1 you said {Server.said} and p/ss word"
        if name == "long-echo":
            return "550 5.7.1 " + "x" * 281 + " p/ss word"
        if name == "hangup" and count("hangup") == 1:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("slow@"):
            await asyncio.sleep(3)
            return "250 2.0.0 queued, late"
        head = (
            f"X-Mail-From: {envelope.mail_from}\r\nX-Rcpt-To: {','.join(envelope.rcpt_tos)}\r\n"
            f"X-TLS: {'yes' if session.ssl or security == 'tls' else 'no'}\r\n"
            f"X-Login: {'yes' if session.authenticated else 'no'}\r\nX-Connection: {counts.get('connections', 0)}\r\n"
        )
        with open(f"{folder}/{count('mails')}.eml", "wb") as file:
            file.write(head.encode() + envelope.original_content)
        return "250 2.0.0 queued"


def log_in(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.login == b"user" and data.password == b"p/ss word"
    return AuthResult(success=right, handled=False)


def make():
    return Server(
        Handler(),
        hostname="localhost",
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=log_in,
        auth_required=wants_login,
        auth_require_tls=security == "starttls",
    )


async def main():
    server = await asyncio.get_running_loop().create_server(
        make, "127.0.0.1", 0, ssl=context if security == "tls" else None
    )
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
