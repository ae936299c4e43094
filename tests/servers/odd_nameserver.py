#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""odd_nameserver.py

A name server that misbehaves, on a free port of the loopback, the same for UDP and TCP; says "ready PORT", and stops on
SIGTERM. The first label of the question tells what is done:

  servfail   SERVFAIL                      truncated  by UDP cut to nothing; by TCP "told by TCP"
  refused    REFUSED                       wrongid    "forged" with another id, then "right"
  silent     no answer                     slow       "slow", after 0.3 s
  garbage    the id, then fixed nonsense   echo       "seen"
  dies       no answer, to nothing from then on

What is quoted is a TXT record, and is missing if another type is asked for. Every other name does not exist. Standard
error gets a line "NAME TYPE" for each question, the name as it was asked."""
import asyncio
import os
import signal
import socket
import struct
import sys

TYPES = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 52: "TLSA", 255: "ANY"}
TEXTS = {"truncated": "told by TCP", "wrongid": "right", "slow": "slow", "echo": "seen"}
FAILURES = {"servfail": 2, "refused": 5}
NO_SUCH_NAME = 3
TRUNCATED = 0x0200
DEAD = []  # not empty once it is to be silent
NONSENSE = bytes.fromhex("9d47f30be1c85a7e02d96cb4ff318e50c0c3a7196be42f84d1c00cfe73285bb90e96f3c1ff4ad0")


def parse(message):
    """The labels of the question, its type, and where it ends; throws IndexError or struct.error if there is none."""
    labels = []
    at = 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("latin-1"))
        at += 1 + message[at]
    return labels, struct.unpack_from("!2H", message, at + 1)[0], at + 5


def make_reply(message, end, flags=0, text=None, changes_id=False):
    number, its_flags = struct.unpack_from("!2H", message)
    # QR, AA and RA are set, RD is as it was.
    head = struct.pack("!6H", number ^ 0x0101 if changes_id else number, 0x8480 | its_flags & 0x0100 | flags,
                       1, text is not None, 0, 0)
    record = b""
    if text is not None:
        data = bytes([len(text)]) + text.encode()
        record = struct.pack("!3HIH", 0xC00C, 16, 1, 60, len(data)) + data
    return head + message[12:end] + record


def replies(message, labels, kind, end, is_tcp):
    what = labels[0].lower() if labels else ""
    if what == "dies":
        DEAD.append(what)
    if what == "silent" or DEAD:
        return []
    if what == "garbage":
        return [message[:2] + NONSENSE]
    if what in FAILURES:
        return [make_reply(message, end, FAILURES[what])]
    if what not in TEXTS:
        return [make_reply(message, end, NO_SUCH_NAME)]
    if what == "truncated" and not is_tcp:
        return [make_reply(message, end, TRUNCATED)]
    has_text = TYPES.get(kind) in ("TXT", "ANY")
    found = [make_reply(message, end, 0, TEXTS[what] if has_text else None)]
    if what == "wrongid":
        found.insert(0, make_reply(message, end, 0, "forged" if has_text else None, True))
    return found


def answer(message, is_tcp, send):
    try:
        labels, kind, end = parse(message)
    except (IndexError, struct.error):
        return
    name = ".".join(labels).encode("unicode_escape").decode()
    print(name or ".", TYPES.get(kind, f"TYPE{kind}"), file=sys.stderr, flush=True)
    delay = 0.3 if labels and labels[0].lower() == "slow" else 0
    for reply in replies(message, labels, kind, end, is_tcp):
        if delay:
            asyncio.get_running_loop().call_later(delay, send, reply)
        else:
            send(reply)


class Datagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        answer(data, False, lambda reply: self.transport.sendto(reply, address))


async def serve(reader, writer):
    try:
        while True:
            size = int.from_bytes(await reader.readexactly(2), "big")
            answer(await reader.readexactly(size), True,
                   lambda reply: writer.write(len(reply).to_bytes(2, "big") + reply))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def open_port():
    """A UDP and a TCP socket with the same port."""
    while True:
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            datagrams.bind(("127.0.0.1", 0))
            stream.bind(datagrams.getsockname())
            return datagrams, stream
        except OSError:
            datagrams.close()
            stream.close()


async def main():
    datagrams, stream = open_port()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, os._exit, 0)
    await loop.create_datagram_endpoint(Datagrams, sock=datagrams)
    server = await asyncio.start_server(serve, sock=stream)
    print("ready", stream.getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
