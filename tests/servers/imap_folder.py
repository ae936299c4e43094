#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""imap_folder.py PORT FOLDER [FILE]

Appends the mail in FILE to a folder of the user "dmarc" of an IMAP server on the loopback, or prints how many messages
the folder has."""
import imaplib
import sys

with imaplib.IMAP4("127.0.0.1", int(sys.argv[1])) as session:
    session.login("dmarc", "p/ss word")
    if len(sys.argv) > 3:
        with open(sys.argv[3], "rb") as file:
            answer = session.append(sys.argv[2], None, None, file.read())
    else:
        answer = session.select(sys.argv[2], readonly=True)
        print(int(answer[1][0]))
    if answer[0] != "OK":
        sys.exit(f"imap_folder: {answer}")
