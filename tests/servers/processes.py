# SPDX-License-Identifier: MIT
"""What the servers of the tests share: ports, a start that is waited for, and an end that leaves no process behind."""
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time

stopping = False


def stop(*_):
    global stopping
    stopping = True


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def check_parents(folder):
    """Ends the program if another user may not come to the folder."""
    while folder != "/":
        folder = os.path.dirname(folder)
        if not os.stat(folder).st_mode & 0o001:
            sys.exit(f"others may not enter {folder}, and the user of the server has to")


def free_ports(family, address):
    with socket.socket(family) as first, socket.socket(family) as second:
        for one in (first, second):
            one.bind((address, 0))
        return first.getsockname()[1], second.getsockname()[1]


def greets(address, port):
    try:
        with socket.create_connection((address, port), 2) as connection:
            return connection.recv(4096).startswith(b"* OK")
    except OSError:
        return False


def prctl(option, value):
    if ctypes.CDLL(None).prctl(option, value, 0, 0, 0):
        sys.exit("prctl failed")


def die_with_parent():
    prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def start(command, log_path, is_ready, environment=None):
    """Starts a server, and returns it once it is ready or is to stop; None if it has ended."""
    with open(log_path, "ab") as log:
        master = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                                  start_new_session=True, preexec_fn=die_with_parent)
    while not stopping and master.poll() is None:
        if is_ready() and master.poll() is None:
            return master
        time.sleep(0.01)
    return master if stopping else None


def give_up(name, log_path):
    with open(log_path, encoding="utf-8", errors="replace") as log:
        sys.exit(f"{name}: it does not start:\n" + "".join(log.readlines()[-10:]))


def start_on_free_ports(name, log_path, try_ports, family=socket.AF_INET, address="127.0.0.1"):
    """Returns what `try_ports(ports)` starts, and its ports; takes others where they were taken meanwhile."""
    for _ in range(5):
        ports = free_ports(family, address)
        master = try_ports(ports)
        if master:
            return master, ports
    give_up(name, log_path)


def give_to(user, *folders):
    """Makes a user the owner of the folders and of all in them."""
    owner = pwd.getpwnam(user)
    for folder in folders:
        for where, _, names in os.walk(folder):
            for path in [where, *(os.path.join(where, name) for name in names)]:
                os.lchown(path, owner.pw_uid, owner.pw_gid)


def members(group):
    """The processes of a process group."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                state, _, its_group = file.read().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            found.append(int(name))
    return found


def reap():
    """Takes note of the end of processes that the server left to this one."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def end(master):
    """Ends a server, first asking and then not, and waits until no process of it is left."""
    begin = time.monotonic()
    if master.poll() is None:
        master.terminate()
    while master.poll() is None or members(master.pid):
        passed = time.monotonic() - begin
        if passed > 2:
            for process in members(master.pid):
                try:
                    os.kill(process, signal.SIGKILL if passed > 4 else signal.SIGTERM)
                except ProcessLookupError:
                    pass
        time.sleep(0.02)
    reap()


def serve(start_server, set_up=lambda ports: None):
    """Prints "ready ..." and waits for SIGTERM; returns the exit status. `start_server` returns a server and its ports."""
    master, ports = start_server()
    try:
        if not stopping:
            set_up(ports)
            print("ready", *ports, flush=True)
        while not stopping and master.poll() is None:
            time.sleep(0.05)
    finally:
        end(master)
    return 0 if stopping else 1


def prepare(folder, has_own_user=True):
    """Signals and the folder, before anything is started. A server that has a user of its own has to get there."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: what outlives the server's master is not left to the init of a container
    os.umask(0o022)
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)
    if has_own_user:
        check_parents(folder)
