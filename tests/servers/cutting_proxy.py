#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""cutting_proxy.py TARGET_PORT BYTES...

Passes connections on to TARGET_PORT of the loopback, from a free port there; says "ready PORT", and stops on SIGTERM.
Connection N (from 1) is reset once the client has got the first BYTES[N-1] bytes of the server; it is left alone if
that is 0 or not given. When a connection is over, standard error gets "N BYTES cut" or "N BYTES closed"."""
import asyncio
import fcntl
import os
import signal
import socket
import struct
import sys
import termios
import time

target, *limits = map(int, sys.argv[1:])
count = 0


def unsent(connection):
    """How many bytes the other side has not confirmed."""
    return struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0" * 4))[0]


async def cut(writer):
    """Resets a connection, but not what was written before: a reset would throw that away."""
    connection = writer.get_extra_info("socket")
    until = time.monotonic() + 10
    while unsent(connection) and time.monotonic() < until:
        await asyncio.sleep(0.002)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def pump(reader, writer, limit, moved):
    """Passes data on until its end, or up to the limit if that is not 0."""
    while not (limit and moved[0] == limit):
        data = await reader.read(min(65536, limit - moved[0]) if limit else 65536)
        if not data:
            if writer.can_write_eof():
                writer.write_eof()
            return False
        writer.write(data)
        await writer.drain()
        moved[0] += len(data)
    await cut(writer)
    return True


async def serve(reader, writer):
    global count
    count += 1
    number = count
    limit = limits[number - 1] if number <= len(limits) else 0
    moved = [0]
    was_cut = False
    writers = [writer]
    try:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", target)
        writers.append(server_writer)
        for one in writers:
            one.transport.set_write_buffer_limits(0)
        upwards = asyncio.create_task(pump(reader, server_writer, 0, [0]))
        try:
            was_cut = await pump(server_reader, writer, limit, moved)
            if not was_cut:
                await upwards
        finally:
            upwards.cancel()
    except OSError:
        pass
    finally:
        for one in writers:
            one.close()
        print(number, moved[0], "cut" if was_cut else "closed", file=sys.stderr, flush=True)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 0)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
