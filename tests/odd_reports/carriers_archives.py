# SPDX-License-Identifier: MIT
"""Archives byte by byte, for what the standard library does not write."""

import dataclasses
import hashlib
import io
import struct
import tarfile
import zipfile
import zlib

DOS_TIME, DOS_DATE = 0, (2023 - 1980) << 9 | 11 << 5 | 15


def noise(label, length):
    """Bytes that look random and are the same on every run."""
    blocks = (hashlib.sha256(f"{label} {n}".encode()).digest() for n in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def raw_deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def gzip_header():
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def gzip_trailer(data):
    return struct.pack("<II", zlib.crc32(data), len(data))


@dataclasses.dataclass
class Entry:
    """One zip entry; what is None follows from `data`."""

    name: str
    data: bytes
    method: int = 8
    flags: int = 0
    packed: bytes = None
    crc: int = None
    size: int = None
    extra: bytes = b""

    def __post_init__(self):
        self.packed = raw_deflate(self.data) if self.packed is None else self.packed
        self.crc = zlib.crc32(self.data) if self.crc is None else self.crc
        self.size = len(self.data) if self.size is None else self.size

    def header(self):
        """What the local header and the central directory have in common."""
        return struct.pack("<HHHHHIIIHH", 20, self.flags, self.method, DOS_TIME, DOS_DATE, self.crc,
                           len(self.packed), self.size, len(self.name.encode()), len(self.extra))

    def local(self):
        return b"PK\x03\x04" + self.header() + self.name.encode() + self.extra + self.packed

    def central(self, offset):
        place = struct.pack("<HHHII", 0, 0, 0, 0, offset)
        return b"PK\x01\x02\x14\x00" + self.header() + place + self.name.encode() + self.extra


def zip_of(*entries):
    body, directory = b"", b""
    for entry in entries:
        directory += entry.central(len(body))
        body += entry.local()
    count = len(entries)
    return body + directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory),
                                                          len(body), 0)


def zip_encrypted(data, password, crc, salt):
    """The traditional encryption of zip (APPNOTE 6.1): 12 bytes of head, then the data."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte):
        keys[0] = crc_step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc_step(keys[2], keys[1] >> 24)

    def encrypted(byte):
        mask = keys[2] | 2
        update(byte)
        return byte ^ (mask * (mask ^ 1) >> 8 & 0xFF)

    for byte in password:
        update(byte)
    return bytes(encrypted(byte) for byte in salt + bytes([crc >> 24]) + data)


def crc_step(crc, byte):
    return zlib.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def aes_entry(name, data):
    """As WinZip's AE-2 with 256 bits looks; the ciphertext is noise."""
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8)
    packed = noise("salt, check, ciphertext, code", 16 + 2 + len(raw_deflate(data)) + 10)
    return Entry(name, data, method=99, flags=1, packed=packed, crc=0, extra=extra)


class OneWay(io.RawIOBase):
    """A stream that cannot be sought, so that zipfile writes data descriptors."""

    def __init__(self):
        super().__init__()
        self.content = b""

    def writable(self):
        return True

    def seekable(self):
        return False

    def write(self, data):
        self.content += bytes(data)
        return len(data)


def zip_with_descriptors(name, data):
    out = OneWay()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name, (2023, 11, 15, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)
    return out.content


def zstd_raw(data):
    """A zstd frame (RFC 8878) with a two-byte content size and one raw block, 256 bytes to 64 KiB."""
    frame = b"\x28\xb5\x2f\xfd\x60" + struct.pack("<H", len(data) - 256)
    last_raw_block = struct.pack("<I", len(data) << 3 | 1)[:3]
    return frame + last_raw_block + data


def tar_of(name, data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.size, info.mtime = len(data), 1700000000
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def ole_file():
    """The header of a compound file (MS-CFB 2.2) and two sectors: enough to be known by."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    return header.ljust(512, b"\xff") + bytes(1024)


def tnef_of(name, data):
    """A TNEF stream (MS-OXTNEF) with one attachment."""
    rendering = struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0)
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join((
        tnef_attribute(1, 0x00089006, b"\x00\x00\x01\x00"),
        tnef_attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
        tnef_attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0"),
        tnef_attribute(2, 0x00069002, rendering),
        tnef_attribute(2, 0x00018010, name.encode() + b"\0"),
        tnef_attribute(2, 0x0006800F, data)))


def tnef_attribute(level, tag, data):
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
