# SPDX-License-Identifier: MIT
"""H1 bombs, H2 nests, H9 names that are paths."""

import zlib

from attack_mails import attachment_mail
from common import base, packed_zip
from packing import MIB, Bomb, Zip, gzipped, overlapping, packed_piece

# Refused as soon as it is parsed, so that all the time goes into unpacking.
OPENING = b'<?xml version="1.0"?>\n<!DOCTYPE feedback [<!ENTITY a "b">]>\n<feedback>\n'
PATH = "ruascope-hostile.xml"


def report(report_id):
    return base(report_id).encode()


def add_bombs(files):
    blanks = b" " * MIB
    gibibyte = Bomb(OPENING, blanks, 1025, b"</feedback>\n")
    files.add("H1", "entry.xml.gz.gz", "gzip of a gzip of more than 1 GiB", gzipped(gibibyte.gzip()))
    files.add("H1", "zeros.gz.gz", "gzip of a gzip of 1 GiB of zeros", gzipped(Bomb(b"", b"\0" * MIB, 1024).gzip()))

    liar = Zip()
    offset = liar.local(b"a.xml", gibibyte.deflated, 1000, gibibyte.crc)
    liar.listed(b"a.xml", len(gibibyte.deflated), 1000, gibibyte.crc, offset)
    files.add("H1", "declared-size.zip.gz", "zip entry of more than 1 GiB that is declared to be of 1,000 bytes",
              gzipped(liar.end()))

    heap = Bomb(OPENING, blanks, 900, b"</feedback>\n")
    shared = Zip()
    offset = shared.local(b"a.xml", heap.deflated, heap.size, heap.crc)
    for name in (b"a.xml", b"b.xml", b"c.xml"):
        shared.listed(name, len(heap.deflated), heap.size, heap.crc, offset)
    files.add("H1", "overlapping.zip.gz", "three zip entries that are the same 900 MiB", gzipped(shared.end()))


def add_entry_counts(files):
    files.add("H1", "entries.zip", "1,001 zip entries", overlapping(report("H1-entries"), 1001).end())
    many = overlapping(report("H1-modulo"), 65537, b"a")
    files.add("H1", "entries-modulo.zip.gz", "65,537 zip entries, as the end record has it one",
              gzipped(many.end()))
    few = overlapping(report("H1-lying"), 1001, b"a")
    files.add("H1", "entries-one.zip", "1,001 zip entries, the end record says one", few.end(1))
    files.add("H1", "entries-too-many.zip", "one zip entry, the end record says 60,000",
              overlapping(report("H1-too-many"), 1).end(60000))
    files.add("H1", "entries-one-zip64.zip", "1,001 zip entries, the zip64 end record says one", few.end_zip64(1))
    files.add("H1", "entries-huge-zip64.zip", "one zip entry, the zip64 end record says 2^63",
              overlapping(report("H1-huge"), 1).end_zip64(1 << 63))


def nested_zip(data, layers):
    for layer in range(layers):
        data = packed_zip((f"{layer}.zip" if layer else "a.xml", data))
    return data


def add_nests(files):
    files.add("H2", "gzip-100.xml.gz", "a report below 100 layers of gzip", gzipped(report("H2-gzip"), 100))
    files.add("H2", "zip-50.zip", "a report below 50 layers of zip", nested_zip(report("H2-zip"), 50))
    mixed = gzipped(packed_zip(("b.gz", gzipped(packed_zip(("a.xml", report("H2-mixed")))))))
    files.add("H2", "mixed.gz", "a report below gzip, zip, gzip and zip", mixed)
    data = report("H2-mails")
    for layer in range(4):
        data = packed_zip((f"{layer}.zip", data))
        data = attachment_mail(f"H2-mails-{layer}", data, f"{layer}.zip")
    files.add("H2", "mails.eml", "a report below 4 layers of a zip in a mail", data)
    inner = overlapping(b"Nothing but a text.\n", 1000, b"t").end()
    files.add("H2", "fan-out.zip.gz", "1,000 zips of 1,000 texts each, in less than 1 KiB",
              gzipped(overlapping(inner, 1000, b"z").end()))
    inner = overlapping(report("H2-fan-out"), 40, b"r").end()
    files.add("H2", "fan-out-reports.zip", "40 zips of the same 40 reports each",
              overlapping(inner, 40, b"z").end())


def add_paths(files):
    named = {
        "parent": f"../../{PATH}",
        "absolute": f"/tmp/{PATH}",
        "drive": f"C:\\{PATH}",
        "backslashes": f"..\\..\\{PATH}",
        "dots": ".",
        "device": "/dev/null",
        "newline": f"a.xml\nruascope: error: forged.xml",
        "nul": f"{PATH}\0.exe",
        "escape": "\x1b]0;owned\x07\x1b[2J.xml",
        "bidi": "a\u202Elmx.exe",
        "invisible": "a\u200b\u2060\ufeff.xml",
    }
    for name, path in named.items():
        files.add("H9", f"{name}.zip", f"zip entry with a hostile name ({name})",
                  Zip().add(path, report(f"H9-{name}")).end())
    files.add("H9", "long.zip.gz", "zip entry with a name of 65,535 characters",
              gzipped(Zip().add("x" * 65535, report("H9-long")).end()))
    files.add("H9", "latin1.zip", "zip entry whose name is no UTF-8", Zip().add(b"\x9b31m\xff.xml", report("H9-latin1")).end())
    files.add("H9", "symlink.zip", "zip entries: a symbolic link to a folder, and a report to be put through it",
              Zip().add("link", b"/tmp", 0o120777).add(f"link/{PATH}", report("H9-symlink")).end())
    files.add("H9", "duplicate.zip", "two zip entries of one name",
              Zip().add("a.xml", report("H9-duplicate")).add("a.xml", report("H9-duplicate-second")).end())
    files.add("H9", "case.zip", "two zip entries whose names differ in case",
              Zip().add("a.xml", report("H9-case")).add("A.XML", report("H9-case-second")).end())
    data = report("H9-gzip")
    header = b"\x1f\x8b\x08\x08\0\0\0\0\x02\xff" + f"../../{PATH}".encode() + b"\0"
    trailer = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    files.add("H9", "name-in-header.xml.gz", "gzip header that names a file outside",
              header + packed_piece(data, True) + trailer)
    files.add("H9", "attachment.eml", "attachment with a path for a name",
              attachment_mail("H9-attachment", report("H9-attachment"), f"../../../tmp/{PATH}"))
    files.add("H9", "attachment-absolute.eml", "attachment with an absolute path for a name",
              attachment_mail("H9-attachment-absolute", report("H9-attachment-absolute"), f"/tmp/{PATH}"))


def add_to(files):
    add_bombs(files)
    add_entry_counts(files)
    add_nests(files)
    add_paths(files)
