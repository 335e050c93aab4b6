"""What the measurements of keystrokes have in common: a language server as an editor drives it, and what is typed.

The time of a keystroke is that from writing `textDocument/didChange` to the `textDocument/publishDiagnostics` of that
version of the document. BARTIZAN names the binary. Only the standard library is used.
"""
import json
import math
import os
import pathlib
import queue
import statistics
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
BARTIZAN = pathlib.Path(os.environ.get("BARTIZAN", HERE.parent.parent / "target/release/bartizan")).resolve()
KEYSTROKES = 40
PATIENCE = 60


class Server:
    """The language server of one project, as an editor drives it; with `settings` of its own."""

    def __init__(self, root, settings=None):
        self.process = subprocess.Popen([BARTIZAN, "lsp", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.messages = queue.Queue()
        # Diagnostics by document.
        self.counts = {}
        threading.Thread(target=self.receive, daemon=True).start()
        folder = {"uri": root.as_uri(), "name": "root"}
        capabilities = {"textDocument": {"publishDiagnostics": {"relatedInformation": True, "versionSupport": True}},
                        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
        self.send("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "workspaceFolders": [folder],
                                 "capabilities": capabilities, "initializationOptions": {"bartizan": settings or {}}}, id=1)
        while self.next()[1].get("id") != 1:
            pass
        self.send("initialized", {})

    def receive(self):
        out = self.process.stdout
        while header := out.readline():
            length = int(header.split(b":")[1])
            while out.readline() != b"\r\n":
                pass
            body = out.read(length)
            self.messages.put((time.perf_counter(), json.loads(body)))

    def send(self, method, params, **more):
        message = {"jsonrpc": "2.0", "method": method, **({} if params is None else {"params": params}), **more}
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def next(self):
        at, message = self.messages.get(timeout=PATIENCE)
        if "id" in message and "method" in message:
            body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": None}).encode()
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()
        return at, message

    def open(self, file, language):
        document = {"uri": file.as_uri(), "languageId": language, "version": 1, "text": file.read_text()}
        self.send("textDocument/didOpen", {"textDocument": document})
        return self.shown(file.as_uri(), 1)

    def shown(self, uri, version):
        """When the diagnostics of this version came, and how many they are."""
        while True:
            at, message = self.next()
            params = message.get("params") or {}
            if message.get("method") != "textDocument/publishDiagnostics":
                continue
            self.counts[params["uri"]] = len(params["diagnostics"])
            if params["uri"] == uri and params.get("version") == version:
                return at, self.counts[uri]

    def scan(self):
        """Has the whole workspace checked. Gives how many seconds that takes, and what the server answers."""
        start = time.perf_counter()
        self.send("workspace/executeCommand", {"command": "bartizan.scanWorkspace", "arguments": []}, id=3)
        while True:
            at, message = self.next()
            if message.get("id") == 3 and "method" not in message:
                return at - start, message["result"]

    def work(self):
        """Milliseconds of processor time so far, of threads that have ended too, whatever else the machine does."""
        # What clock_getcpuclockid(3) gives for a process.
        return time.clock_gettime(~self.process.pid << 3 | 2) * 1e3

    def leave(self):
        self.send("shutdown", None, id=2)
        self.send("exit", None)
        self.process.wait(PATIENCE)


def position(text, after):
    before = text[: text.index(after) + len(after)]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


class Typing:
    """The keystrokes of one case: `characters` typed after the text `after` and deleted again, over and over, while the
    `others` are open too. Files come with the names of their languages. In the `server` given, or in one of its own."""

    def __init__(self, root, file, after, characters, others=(), server=None):
        own = server or Server(root)
        self.type(own, file, after, characters, others)
        if server is None:
            own.leave()

    def type(self, server, file, after, characters, others):
        text, uri = file[0].read_text(), file[0].as_uri()
        for other in others:
            server.open(*other)
        start = time.perf_counter()
        opened, count = server.open(*file)
        self.opened, self.taken, self.counts = (opened - start) * 1e3, [], {count}
        start_at, length, version, work = position(text, after), 0, 1, server.work()
        while len(self.taken) < KEYSTROKES:
            steps = [(character, True) for character in characters] + [(character, False) for character in characters]
            for character, is_typed in steps:
                length -= not is_typed
                here = {**start_at, "character": start_at["character"] + length}
                end = here if is_typed else {**here, "character": here["character"] + 1}
                length += is_typed
                version += 1
                change = {"range": {"start": here, "end": end}, "text": character if is_typed else ""}
                before = time.perf_counter()
                server.send("textDocument/didChange",
                            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
                at, count = server.shown(uri, version)
                self.taken.append((at - before) * 1e3)
                self.counts.add(count)
        self.work = (server.work() - work) / len(self.taken)

    def p95(self):
        return sorted(self.taken)[math.ceil(len(self.taken) * 0.95) - 1]

    def __str__(self):
        return (f"open {self.opened:6.1f} ms; keystroke median/p95/max {statistics.median(self.taken):.1f}/"
                f"{self.p95():.1f}/{max(self.taken):.1f} ms, processor {self.work:.1f} ms; findings {sorted(self.counts)}")


def settle(root):
    """Makes the files old: those that have just changed are read again, but an editor opens what has long been there."""
    past = time.time() - 3_600
    for path in root.rglob("*"):
        os.utime(path, (past, past))
    time.sleep(2.5)
