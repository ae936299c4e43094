#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""scripted_imap.py SCRIPT.json

An IMAP4rev1 server without TLS that gives odd answers where the script says so, on a free port of the loopback; says
"ready PORT", and stops on SIGTERM. Each command goes to standard error as "CONNECTION: LINE" (connections count from
1; a literal is shown as a quoted string). Any name and password will do. The script, where everything may be left out:

    {"greeting": "* OK hi",                 sent first; "" for none; "* BYE ..." ends the connection
     "capability": "IMAP4rev1 UIDPLUS MOVE",  also decides whether UID MOVE and UID EXPUNGE are known
     "uidvalidity": 7, "uidnext": 9,        of all folders; of INBOX (else the last UID + 1)
     "folders": ["Done"],                   besides INBOX
     "messages": [{"uid": 1, "file": "path.eml", "flags": "\\\\Seen", "raw": true}, ...]
                                            of INBOX; files beside the script; raw: newlines are left as they are
     "answers": [{"match": "^UID SEARCH",   regex, searched for in a command without its tag, whatever the case
                  "times": 1,               how often it is used, over all connections; 0: always
                  "wait": 0.5,              seconds before the answer
                  "send": ["* SEARCH 1 2", "TAG OK done"],   lines; TAG becomes the tag
                  "raw_base64": "...",      bytes that come after them
                  "default": true,          then answer as if there was no script
                  "close": true}]}          then end the connection

The first answer that fits is used. A line of one word is no command but goes on with the one before (after "+ ...")."""
import base64
import json
import os
import re
import signal
import socket
import socketserver
import sys
import threading
import time

lock = threading.Lock()
connections = 0


class Message:
    def __init__(self, uid, data, flags):
        self.uid = uid
        self.data = data
        self.flags = list(flags)


class Bad(Exception):
    """A command that is not understood."""


def load(path):
    with open(path, encoding="utf-8") as file:
        loaded = json.load(file)
    inbox = []
    for entry in loaded.get("messages", []):
        with open(os.path.join(os.path.dirname(path), entry["file"]), "rb") as file:
            data = file.read()
        if not entry.get("raw"):
            data = re.sub(rb"\r?\n", b"\r\n", data)
        inbox.append(Message(entry["uid"], data, entry.get("flags", "").split()))
    inbox.sort(key=lambda message: message.uid)
    for answer in loaded.get("answers", []):
        answer["left"] = answer.get("times", 0) or float("inf")
        answer["match"] = re.compile(answer["match"], re.IGNORECASE)
    return loaded, {"INBOX": inbox, **{name: [] for name in loaded.get("folders", [])}}


script, folders = load(sys.argv[1])
capability = script.get("capability", "IMAP4rev1 UIDPLUS MOVE")
uidvalidity = script.get("uidvalidity", 7)
uidnext = {name: script.get("uidnext", 0) if name == "INBOX" else 1 for name in folders}


def has(word):
    return word in capability.upper().split()


def next_uid(folder):
    return max([uidnext[folder], *(message.uid + 1 for message in folders[folder])])


def folder_name(name):
    return "INBOX" if name.upper() == "INBOX" else name


def in_set(text, messages):
    """The messages whose UIDs are in a set as "1,3:5,9:*"; the * is the last one's, and a range has no direction."""
    if not re.fullmatch(r"(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*", text):
        raise Bad(f"no set: {text}")
    if not messages:
        return []
    ranges = []
    for part in text.split(","):
        ends = [messages[-1].uid if end == "*" else int(end) for end in part.split(":")]
        ranges.append((min(ends), max(ends)))
    return [message for message in messages if any(low <= message.uid <= high for low, high in ranges)]


def words_of(command):
    """Splits a command at its spaces, but not in quotes, parentheses and brackets."""
    words = re.findall(r'(?:"(?:\\.|[^"\\])*"|\([^()]*\)|\[[^\]]*\]|[^\s"(\[])+', command)
    return [re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word for word in words]


def search(words, messages):
    found = list(messages)
    words = list(words)
    while words:
        word = words.pop(0).upper()
        flag = {"SEEN": "\\SEEN", "DELETED": "\\DELETED", "FLAGGED": "\\FLAGGED"}.get(word.removeprefix("UN"))
        if word in ("KEYWORD", "UNKEYWORD"):
            flag = words.pop(0).upper()
        if flag:
            wanted = not word.startswith("UN")
            found = [one for one in found if (flag in map(str.upper, one.flags)) == wanted]
        elif word != "ALL":
            chosen = in_set(words.pop(0) if word == "UID" and words else word, messages)
            found = [one for one in found if one in chosen]
    return found


def fetched(message, items, number):
    """The untagged answer to a FETCH of one message."""
    parts = [f"UID {message.uid}".encode()]
    for item in re.findall(r"[\w.]+(?:\[[^\]]*\](?:<[\d.]+>)?)?", items.strip("()")):
        name = item.upper()
        body = re.fullmatch(r"BODY(?:\.PEEK)?\[(|HEADER)\](?:<(\d+)\.(\d+)>)?", name)
        if name == "FLAGS":
            parts.append(f"FLAGS ({' '.join(message.flags)})".encode())
        elif name == "RFC822.SIZE":
            parts.append(f"RFC822.SIZE {len(message.data)}".encode())
        elif name == "INTERNALDATE":
            parts.append(b'INTERNALDATE "01-Jan-2026 00:00:00 +0000"')
        elif body:
            data = message.data
            if body[1]:
                data = data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            origin = ""
            if body[2]:
                data = data[int(body[2]):int(body[2]) + int(body[3])]
                origin = f"<{body[2]}>"
            if ".PEEK" not in name and "\\Seen" not in message.flags:
                message.flags.append("\\Seen")
            parts.append(f"BODY[{body[1]}]{origin} {{{len(data)}}}\r\n".encode() + data)
        elif name != "UID":
            raise Bad(f"no item: {item}")
    return f"* {number} FETCH (".encode() + b" ".join(parts) + b")"


class Connection(socketserver.StreamRequestHandler):
    number = 0
    tag = "*"
    selected = None
    read_only = False
    lines = ()

    def add(self, *lines):
        """Puts lines before the tagged one of the command at hand."""
        self.lines += lines

    def send(self, *lines):
        self.wfile.write(b"".join(
            (line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape")) + b"\r\n" for line in lines
        ))

    def read_line(self):
        """A line of the client with its literals as quoted strings, or None at the end."""
        whole = ""
        while True:
            line = self.rfile.readline()
            if not line.endswith(b"\n"):
                return None
            whole += line.decode("utf-8", "surrogateescape").rstrip("\r\n")
            literal = re.search(r"\{(\d+)(\+?)\}$", whole)
            if not literal:
                break
            if not literal[2]:
                self.send("+ go on")
            data = self.rfile.read(int(literal[1])).decode("utf-8", "surrogateescape")
            whole = whole[:literal.start()] + '"' + re.sub(r'(["\\])', r"\\\1", data) + '"'
        shown = f"{self.number}: {whole}\n".encode("ascii", "backslashreplace")
        with lock:
            sys.stderr.buffer.write(shown)
            sys.stderr.flush()
        return whole

    def handle(self):
        global connections
        with lock:
            connections += 1
            self.number = connections
        try:
            self.talk()
        except OSError:
            pass
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def talk(self):
        greeting = script.get("greeting", "* OK hi")
        if greeting:
            self.send(greeting)
        if greeting.upper().startswith("* BYE"):
            return
        while (line := self.read_line()) is not None:
            tag, space, command = line.partition(" ")
            if space:
                self.tag = tag
            else:
                command = line
            answer = self.scripted(command)
            if answer:
                time.sleep(answer.get("wait", 0))
                if answer.get("send"):
                    self.send(*(re.sub(r"\bTAG\b", lambda _: self.tag, text) for text in answer["send"]))
                self.wfile.write(base64.b64decode(answer.get("raw_base64", "")))
            if (not answer or answer.get("default")) and not self.by_default(command):
                return
            if answer and answer.get("close"):
                return

    @staticmethod
    def scripted(command):
        with lock:
            for answer in script.get("answers", []):
                if answer["left"] and answer["match"].search(command):
                    answer["left"] -= 1
                    return answer
        return None

    def by_default(self, command):
        """Answers as a plain server does; false if the connection is over then."""
        words = words_of(command)
        name = words.pop(0).upper() if words else ""
        if name == "UID" and words:
            name += "_" + words.pop(0).upper()
        method = getattr(self, "do_" + name.lower(), None)
        if name == "AUTHENTICATE" and len(words) == 1 and words[0].upper() == "PLAIN":
            self.send("+ ")
            if self.read_line() is None:
                return False
        self.lines = ()
        try:
            if not method:
                raise Bad("unknown command")
            with lock:
                text = method(*words)
        except (Bad, TypeError) as error:
            text = f"BAD {error}"
        except KeyError as error:
            text = f"NO [TRYCREATE] no such folder: {error}"
        self.send(*self.lines, f"{self.tag} {text}")
        return name != "LOGOUT"

    def messages(self):
        if self.selected is None:
            raise Bad("no folder is selected")
        return folders[self.selected]

    def position(self, message):
        return self.messages().index(message) + 1

    def do_capability(self):
        self.add(f"* CAPABILITY {capability}")
        return "OK done"

    def do_login(self, _user, _password):
        return "OK logged in"

    def do_authenticate(self, mechanism, _response=None):
        return "OK logged in" if mechanism.upper() == "PLAIN" else "NO not this mechanism"

    def do_noop(self):
        return "OK done"

    do_check = do_noop

    def do_id(self, *_):
        self.add("* ID NIL")
        return "OK done"

    def do_subscribe(self, _name):
        return "OK done"

    def do_logout(self):
        self.add("* BYE bye")
        return "OK done"

    def do_list(self, reference, pattern):
        if not pattern:
            self.add('* LIST (\\Noselect) "/" ""')
            return "OK done"
        regex = "".join({"*": ".*", "%": "[^/]*"}.get(char, re.escape(char)) for char in reference + pattern)
        for name in folders:
            if re.fullmatch(regex, name, re.IGNORECASE if name == "INBOX" else 0):
                quoted = re.sub(r'(["\\])', r"\\\1", name)
                self.add(f'* LIST () "/" "{quoted}"')
        return "OK done"

    def do_create(self, name):
        name = folder_name(name)
        if name in folders:
            return "NO [ALREADYEXISTS] it is there"
        folders[name] = []
        uidnext[name] = 1
        return "OK done"

    def select(self, name, read_only):
        self.selected = None
        name = folder_name(name)
        if name not in folders:
            return "NO [NONEXISTENT] no such folder"
        self.selected = name
        self.read_only = read_only
        self.add(
            "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
            "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] flags",
            f"* {len(folders[name])} EXISTS", "* 0 RECENT", f"* OK [UIDVALIDITY {uidvalidity}] valid",
            f"* OK [UIDNEXT {next_uid(name)}] next"
        )
        return f"OK [{'READ-ONLY' if read_only else 'READ-WRITE'}] done"

    def do_select(self, name):
        return self.select(name, False)

    def do_examine(self, name):
        return self.select(name, True)

    def do_uid_search(self, *words):
        found = search(words, self.messages())
        self.add(" ".join(["* SEARCH", *(str(message.uid) for message in found)]))
        return "OK done"

    def do_uid_fetch(self, uids, items):
        self.add(*[fetched(message, items, self.position(message)) for message in in_set(uids, self.messages())])
        return "OK done"

    def do_uid_store(self, uids, how, *flags):
        wanted = " ".join(flags).strip("()").split()
        action = re.fullmatch(r"([+-]?)FLAGS(\.SILENT)?", how.upper())
        if not action:
            raise Bad(f"no flags: {how}")
        if self.read_only:
            return "NO [READ-ONLY] not here"
        for message in in_set(uids, self.messages()):
            given = [flag.upper() for flag in wanted]
            kept = [flag for flag in message.flags if flag.upper() not in given] if action[1] else []
            message.flags = kept if action[1] == "-" else kept + wanted
            if not action[2]:
                self.add(fetched(message, "FLAGS", self.position(message)))
        return "OK done"

    def copy(self, chosen, name):
        """Copies messages and returns the code that says where they are."""
        first = next_uid(name)
        folders[name] += [Message(first + step, one.data, one.flags) for step, one in enumerate(chosen)]
        uidnext[name] = first + len(chosen)
        if not chosen or not has("UIDPLUS"):
            return ""
        old = ",".join(str(message.uid) for message in chosen)
        new = ",".join(str(first + step) for step in range(len(chosen)))
        return f"[COPYUID {uidvalidity} {old} {new}] "

    def remove(self, gone):
        for message in gone:
            self.add(f"* {self.position(message)} EXPUNGE")
            uidnext[self.selected] = next_uid(self.selected)
            self.messages().remove(message)

    def do_uid_copy(self, uids, name):
        name = folder_name(name)
        if name not in folders:
            raise KeyError(name)
        return f"OK {self.copy(in_set(uids, self.messages()), name)}done"

    def do_uid_move(self, uids, name):
        if not has("MOVE"):
            raise Bad("unknown command")
        name = folder_name(name)
        if name not in folders:
            raise KeyError(name)
        if self.read_only:
            return "NO [READ-ONLY] not here"
        chosen = in_set(uids, self.messages())
        code = self.copy(chosen, name)
        if code:
            self.add(f"* OK {code}moved")
        self.remove(chosen)
        return "OK done"

    def expunge(self, chosen):
        if self.read_only:
            return "NO [READ-ONLY] not here"
        self.remove([message for message in chosen if "\\DELETED" in map(str.upper, message.flags)])
        return "OK done"

    def do_uid_expunge(self, uids):
        if not has("UIDPLUS"):
            raise Bad("unknown command")
        return self.expunge(in_set(uids, self.messages()))

    def do_expunge(self):
        return self.expunge(list(self.messages()))

    def do_unselect(self):
        self.selected = None
        return "OK done"


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100


with Server(("127.0.0.1", 0), Connection) as server:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    print("ready", server.server_address[1], flush=True)
    server.serve_forever()
