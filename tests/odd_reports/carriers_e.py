# SPDX-License-Identifier: MIT
"""Group E: containers."""

import base64
import bz2
import lzma
import zipfile
import zlib

from carriers_archives import (Entry, aes_entry, gzip_header, gzip_trailer, noise, raw_deflate, tar_of,
                               zip_encrypted,
                               zip_of, zip_with_descriptors, zstd_raw)
from carriers_mail import attachment, gzipped, mail_with
from common import base, in_base64, packed_gzip, packed_zip

XML = "report.xml"


def report(report_id):
    return base(report_id).encode()


def zipped(report_id, name=XML):
    return packed_zip((name, report(report_id)))


def add_to(files):
    add_gzip(files)
    add_damaged_gzip(files)
    add_labels(files)
    add_other_packers(files)
    add_zip_entries(files)
    add_zip_forms(files)
    add_damaged_zip(files)
    add_saved_parts(files)


def add_gzip(files):
    files.add("E1", "crlf.xml.gz", "CRLF after the gzip stream", gzipped("E1-crlf") + b"\r\n")
    files.add("E1", "nul.xml.gz", "NULs after the gzip stream", gzipped("E1-nul") + bytes(7))
    files.add("E1", "words.xml.gz", "words after the gzip stream",
              gzipped("E1-words") + b"\r\n-- \r\nsent by a gateway\r\n")
    halves = report("E2-split")
    files.add("E2", "split.xml.gz", "one document in two gzip members",
              packed_gzip(halves[:500]) + packed_gzip(halves[500:]))
    files.add("E2", "empty-member.xml.gz", "an empty gzip member before the document",
              packed_gzip(b"") + gzipped("E2-empty-member"))
    files.add("E2", "two.xml.gz", "two documents, each in a gzip member",
              gzipped("E2-two") + gzipped("E2-second"))
    files.add("E5", "twice.xml.gz.gz", "gzip in gzip", packed_gzip(gzipped("E5-twice")))
    files.add("E5", "thrice.xml.gz.gz.gz", "gzip in gzip in gzip",
              packed_gzip(packed_gzip(gzipped("E5-thrice"))))
    four = packed_gzip(packed_gzip(packed_gzip(gzipped("E5-four"))))
    files.add("E5", "four.xml.gz.gz.gz.gz", "four layers of gzip", four)


def add_damaged_gzip(files):
    whole = gzipped("E3-no-trailer")
    files.add("E3", "no-trailer.xml.gz", "gzip without its CRC and length", whole[:-8])
    files.add("E3", "half-trailer.xml.gz", "gzip without its length", gzipped("E3-half-trailer")[:-4])
    cut = gzipped("E3-cut")
    files.add("E3", "cut.xml.gz", "gzip cut within the data", cut[:len(cut) * 2 // 3])
    bad_crc = gzipped("E4-crc")
    files.add("E4", "crc.xml.gz", "gzip with a wrong CRC", bad_crc[:-8] + b"\xde\xad\xbe\xef" + bad_crc[-4:])
    files.add("E4", "length.xml.gz", "gzip with a wrong length",
              gzipped("E4-length")[:-4] + b"\x01\x00\x00\x00")
    part = report("E4-part")[:900]
    wrong = gzip_trailer(part + b" ")
    files.add("E4", "part.xml.gz", "gzip with a wrong CRC around half a document",
              gzip_header() + raw_deflate(part) + wrong)
    files.add("E4", "data.xml.gz", "gzip with an impossible deflate block",
              gzip_of_bad_blocks(report("E4-data")))


def gzip_of_bad_blocks(data):
    """Half the data in a stored block, then a block of the reserved type 3."""
    half = data[:len(data) // 2]
    size = len(half)
    stored = b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + half
    return gzip_header() + stored + b"\x07" + noise("E4", 200) + gzip_trailer(data)


def add_labels(files):
    files.add("E6", "gzip.zip", "gzip named .zip", gzipped("E6-gzip-zip"))
    files.add("E6", "zip.xml.gz", "zip named .gz", zipped("E6-zip-gz"))
    files.add("E6", "gzip.xml", "gzip named .xml", gzipped("E6-gzip-xml"))
    files.add("E6", "zip.xml", "zip named .xml", zipped("E6-zip-xml"))
    files.add("E6", "plain.xml.gz", "XML named .gz", report("E6-plain"))
    typed = attachment(zipped("E6-mail"), "application/gzip", "report.xml.gz")
    files.add("E6", "mail.eml", "zip mailed as application/gzip",
              mail_with("E6-mail", typed))
    files.add("E7", "zlib.xml.gz", "zlib stream (78 9C) named .gz", zlib.compress(report("E7-zlib"), 6))
    files.add("E7", "raw-deflate.xml.gz", "raw deflate named .gz", raw_deflate(report("E7-raw-deflate")))


def add_other_packers(files):
    files.add("E8", "xz.xml.xz", "xz", lzma.compress(report("E8-xz")))
    files.add("E8", "zstd.xml.zst", "zstd", zstd_raw(report("E8-zstd")))
    files.add("E8", "bzip2.xml.bz2", "bzip2", bz2.compress(report("E8-bzip2")))
    files.add("E8", "7z.7z", "7z (its magic alone)", b"7z\xbc\xaf\x27\x1c\x00\x04" + noise("E8 7z", 300))
    files.add("E8", "rar.rar", "rar (its magic alone)", b"Rar!\x1a\x07\x01\x00" + noise("E8 rar", 300))
    files.add("E8", "tar.tar.gz", "tar in gzip", packed_gzip(tar_of(XML, report("E8-tar"))))


def add_zip_entries(files):
    two = packed_zip(("one.xml", report("E9")), ("two.xml", report("E9-second")))
    files.add("E9", "two.zip", "zip with two reports", two)
    fork, finder = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        ", b"\x00\x00\x00\x01Bud1" + bytes(200)
    files.add("E10", "mac.zip", "zip with __MACOSX and .DS_Store before the report", packed_zip(
        ("__MACOSX/._report.xml", fork), (".DS_Store", finder), (XML, report("E10-mac"))))
    thumbs = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    files.add("E10", "windows.zip", "zip with Thumbs.db and readme.txt beside the report", packed_zip(
        ("Thumbs.db", thumbs), ("readme.txt", b"The report of November.\r\n"), (XML, report("E10-windows"))))
    folder = packed_zip(("dir/", b""), ("dir/report.xml", report("E11-folder")))
    files.add("E11", "folder.zip", "zip with a directory entry", folder)
    files.add("E11", "absolute.zip", "zip with an absolute path",
              zipped("E11-absolute", "/tmp/odd/report.xml"))
    files.add("E11", "parent.zip", "zip with a path to the parent folder",
              zipped("E11-parent", "..\\..\\report.xml"))
    files.add("E12", "bare.zip", "zip entry named `report`", zipped("E12-bare", "report"))
    files.add("E12", "blanks.zip", "zip entry named with blanks, without a suffix",
              zipped("E12-blanks", "reporter example 1700000000 1700086399 xml"))
    inner = packed_zip(("report.xml.gz", gzipped("E13-gzip")))
    files.add("E13", "gzip.zip", "zip with a gzip in it", inner)
    files.add("E13", "zip.zip", "zip with a zip in it", packed_zip(("report.zip", zipped("E13-zip"))))


def add_zip_forms(files):
    data = report("E14-zipcrypto")
    crc, packed = zlib.crc32(data), raw_deflate(data)
    secret = zip_encrypted(packed, b"secret", crc, noise("E14", 11))
    files.add("E14", "zipcrypto.zip", "encrypted zip", zip_of(Entry(XML, data, flags=1, packed=secret)))
    files.add("E14", "aes.zip", "zip encrypted with AES", zip_of(aes_entry(XML, report("E14-aes"))))
    for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        made = packed_zip((XML, report(f"E15-{name}")), method=method)
        files.add("E15", f"{name}.zip", f"zip entry packed with {name}", made)
    files.add("E15", "deflate64.zip", "zip entry of method deflate64",
              zip_of(Entry(XML, report("E15-deflate64"), method=9)))
    files.add("E16", "leading.zip", "CRLF before the zip", b"\r\n" + zipped("E16-leading"))
    files.add("E16", "trailing.zip", "words after the zip",
              zipped("E16-trailing") + b"\r\n-- \r\nsent by a gateway\r\n")
    files.add("E16", "descriptor.zip", "zip entry with a data descriptor",
              zip_with_descriptors(XML, report("E16-descriptor")))
    files.add("E16", "small.zip", "zip entry declared smaller than it is",
              zip_of(Entry(XML, report("E16-small"), size=10)))
    files.add("E16", "large.zip", "zip entry declared larger than it is",
              zip_of(Entry(XML, report("E16-large"), size=5_000_000)))


def add_damaged_zip(files):
    damaged = Entry("damaged.xml", report("E17-damaged"), crc=0xDEADBEEF)
    files.add("E17", "crc.zip", "zip entry with a wrong CRC before a sound one",
              zip_of(damaged, Entry("sound.xml", report("E17-crc"))))
    files.add("E17", "cut.zip", "zip cut within its entry", zipped("E17-cut")[:400])
    whole = zipped("E17-no-directory")
    files.add("E17", "no-directory.zip", "zip without its central directory",
              whole[:whole.index(b"PK\x01\x02")])
    files.add("E18", "no-entry.zip", "zip without an entry", zip_of())
    files.add("E18", "empty-entry.zip", "zip with an entry of 0 bytes", packed_zip((XML, b"")))


def add_saved_parts(files):
    files.add("E19", "xml.xml", "base64 text of XML", in_base64(report("E19-xml")))
    files.add("E19", "gzip.xml.gz", "base64 text of gzip", in_base64(gzipped("E19-gzip")))
    one_line = base64.b64encode(zipped("E19-zip"))
    files.add("E19", "zip.zip", "base64 text of zip, in one line", one_line)
    files.add("E20", "[reporter]!example.com!1700000000!1700086399.xml", "file name with ! and [",
              base("E20-brackets"))
    files.add("E20", "a * and blanks.xml", "file name with * and blanks", base("E20-star"))
