# SPDX-License-Identifier: MIT
"""Archives as no honest program writes them: bombs made without unpacking them, zips field by field."""

import gzip
import struct
import zlib

MIB = 1 << 20


def packed_piece(data, last):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


class Bomb:
    """`head`, then `block` so many times, then `tail`, as a deflate stream."""

    def __init__(self, head, block, times, tail=b""):
        self.deflated = packed_piece(head, False) + packed_piece(block, False) * times + packed_piece(tail, True)
        self.size = len(head) + len(block) * times + len(tail)
        self.crc = zlib.crc32(head)
        for _ in range(times):
            self.crc = zlib.crc32(block, self.crc)
        self.crc = zlib.crc32(tail, self.crc)

    def gzip(self):
        header = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
        return header + self.deflated + struct.pack("<II", self.crc, self.size & 0xFFFFFFFF)


def gzipped(data, times=1):
    for _ in range(times):
        data = gzip.compress(data, mtime=0)
    return data


class Zip:
    """Local entries and directory entries are added each by itself, so that they may disagree."""

    def __init__(self):
        self.body = bytearray()
        self.directory = bytearray()
        self.entries = 0

    def local(self, name, packed, size, crc, method=8):
        """Returns where it stands."""
        offset = len(self.body)
        self.body += struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, method, 0, 0x576F, crc, len(packed), size & 0xFFFFFFFF,
                                 len(name), 0) + name + packed
        return offset

    def listed(self, name, packed_size, size, crc, offset, method=8, mode=0):
        self.directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 0x0314, 20, 0, method, 0, 0x576F, crc, packed_size,
                                      size & 0xFFFFFFFF, len(name), 0, 0, 0, 0, mode << 16, offset) + name
        self.entries += 1

    def add(self, name, data, mode=0o100644):
        """An entry as it should be, deflated."""
        name = name if isinstance(name, bytes) else name.encode()
        packed = packed_piece(data, True)
        crc = zlib.crc32(data)
        offset = self.local(name, packed, len(data), crc)
        self.listed(name, len(packed), len(data), crc, offset, mode=mode)
        return self

    def end(self, entries=None):
        """The archive; `entries` is what its end record says instead of the truth."""
        number = self.entries if entries is None else entries
        record = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, number & 0xFFFF, number & 0xFFFF, len(self.directory),
                             len(self.body), 0)
        return bytes(self.body + self.directory) + record

    def end_zip64(self, entries):
        """The same with a zip64 end record that says so many entries, which the plain one points to."""
        offset = len(self.body) + len(self.directory)
        large = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, len(self.directory),
                            len(self.body))
        locator = struct.pack("<4sIQI", b"PK\6\7", 0, offset, 1)
        plain = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        return bytes(self.body + self.directory) + large + locator + plain


def overlapping(data, entries, name=b"a.xml"):
    """A zip of so many entries that are all the same bytes of it."""
    archive = Zip()
    packed = packed_piece(data, True)
    offset = archive.local(name, packed, len(data), zlib.crc32(data))
    for _ in range(entries):
        archive.listed(name, len(packed), len(data), zlib.crc32(data), offset)
    return archive
