#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""show_mail.py FILE: a mail as JSON, as a reader of another make understands it: "headers", "parts" and "defects"."""
import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
parts = [
    {"type": part.get_content_type(), "charset": part.get_content_charset(), "encoding": part["Content-Transfer-Encoding"],
     "text": part.get_content().replace("\r\n", "\n")}
    for part in mail.walk()
    if not part.is_multipart()
]
defects = [str(one) for part in mail.walk() for one in part.defects]
longest = max(len(line) for line in raw.split(b"\n"))
print(json.dumps({
    "type": mail.get_content_type(),
    "headers": {name.lower(): str(value) for name, value in mail.items()},
    "parts": parts,
    "defects": defects,
    "longest_line": longest,
    "bare_newlines": raw.replace(b"\r\n", b"").count(b"\n"),
    "is_ascii": all(byte < 128 for byte in raw),
}))
