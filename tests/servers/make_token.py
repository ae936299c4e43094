#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""make_token.py FOLDER USER [EXPIRES_IN_SECONDS]: a token (JWT, HS256) that the server "dovecot FOLDER ..." takes for
USER. It is good for an hour unless told otherwise; with a negative number it has expired already."""
import base64
import hashlib
import hmac
import json
import sys
import time


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


folder, user = sys.argv[1:3]
lifetime = int(sys.argv[3]) if len(sys.argv) > 3 else 3600
with open(f"{folder}/token.key", "rb") as file:
    secret = base64.b64decode(file.read())
now = int(time.time())
head = {"alg": "HS256", "typ": "JWT"}
body = {"sub": user, "iat": min(now, now + lifetime) - 10, "exp": now + lifetime}
signed = b".".join(encode(json.dumps(part).encode()) for part in (head, body))
print((signed + b"." + encode(hmac.new(secret, signed, hashlib.sha256).digest())).decode())
