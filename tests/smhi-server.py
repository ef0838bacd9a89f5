# SPDX-License-Identifier: BSD-2-Clause
"""smhi-server.py FOLDER: an HTTP server on 127.0.0.1 that answers as SMHI's radar archive does.

/NAME/2020/11/01.zip?format=tif is FOLDER/2020-11-01.zip, or 404 where that is missing, unless
FOLDER/NAME.plan has a line for the day, which says how to answer its requests, one after the other;
the last answer is for all that follow if it ends in '*':

	2020-11-01 429:7 cut:1000 ok

	ok              the zip, or the rest of it that a Range asks for
	whole           the zip, from its beginning even where a Range asks for the rest
	cut:N           as ok, but the connection ends after N bytes
	hang:N          as ok, but after N bytes nothing comes any more
	short:N         the first N bytes as if they were all
	404, 503, ...   this status; 429:V with "Retry-After: V"; 429:date:N with the date N seconds
	                after that in the header Date, which is of 2001
	html            a page of HTML, with status 200
	file:F          FOLDER/F as the zip
	pair            as ok, but not before two requests are at work (at most 5 s); a third has then time
	                to come

FOLDER/port gets the port. FOLDER/NAME.log gets a line for each request: day, answer, range or '-',
user agent; FOLDER/NAME.most how many were at work at once. It ends when its standard input does.
"""
import http.server
import os
import re
import sys
import threading
import time

folder = sys.argv[1]
state = threading.Condition()
asked = {}      # (name, day): requests so far
at_work = {}    # name: requests being answered
most = {}       # name: the most of them at once
THEN = 1000000000
PAGE = b"<!DOCTYPE html><html><title>Maintenance</title><body>We are back soon.</body></html>\n"


def http_date(t):
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(t))


def planned(name, day):
    """The answer to this request, as the plan says."""
    n = asked[name, day] = asked.get((name, day), 0) + 1
    try:
        lines = open(f"{folder}/{name}.plan").read().splitlines()
    except FileNotFoundError:
        return "ok"
    for line in lines:
        first, *answers = line.split()
        if first == day and (n <= len(answers) or answers[-1].endswith("*")):
            return answers[min(n, len(answers)) - 1].rstrip("*")
    return "ok"


class Archive(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.close_connection = True
        asked_for = re.fullmatch(r"/(\w+)/(\d{4})/(\d\d)/(\d\d)\.zip\?format=tif", self.path)
        if not asked_for:
            self.refuse(400)
            return
        name, day = asked_for[1], "-".join(asked_for.groups()[1:])
        with state:
            answer = planned(name, day)
            with open(f"{folder}/{name}.log", "a") as log:
                print(day, answer, self.headers.get("Range", "-"), self.headers.get("User-Agent"), file=log)
            at_work[name] = at_work.get(name, 0) + 1
            most[name] = max(most.get(name, 0), at_work[name])
            with open(f"{folder}/{name}.most", "w") as file:
                print(most[name], file=file)
            state.notify_all()
        try:
            self.answer(name, day, *answer.split(":", 1))
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with state:
                at_work[name] -= 1

    def answer(self, name, day, kind, value=""):
        if kind.isdigit():
            self.refuse(int(kind), value)
        elif kind == "html":
            self.give(200, PAGE)
        elif kind == "file":
            self.give(200, open(f"{folder}/{value}", "rb").read())
        else:
            if kind == "pair":
                with state:
                    state.wait_for(lambda: most[name] >= 2, 5)
                time.sleep(0.3)
            self.archive(f"{folder}/{day}.zip", kind, int(value or 0))

    def archive(self, path, kind, n):
        try:
            data = open(path, "rb").read()
        except FileNotFoundError:
            self.refuse(404)
            return
        rest = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first = int(rest[1]) if rest and kind != "whole" else 0
        if kind == "short":
            data = data[:n]
        if first and first >= len(data):
            self.refuse(416)
            return
        extra = {"Content-Range": f"bytes {first}-{len(data) - 1}/{len(data)}"} if first else {}
        limit = n if kind in ("cut", "hang") else len(data)
        self.give(206 if first else 200, data[first:], limit, extra)
        if kind == "hang":
            self.connection.recv(1)     # until the other side has had enough

    def give(self, status, data, limit=None, extra={}):
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Type", "application/zip")
        for key, value in extra.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(data[:limit])
        self.wfile.flush()

    def refuse(self, status, value=""):
        page = b"<html>no</html>\n"
        self.send_response_only(status)
        self.send_header("Date", http_date(THEN))
        if value.startswith("date:"):
            value = http_date(THEN + int(value[5:]))
        if value:
            self.send_header("retry-after", value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Archive)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(f"{folder}/port.new", "w") as file:
    print(server.server_port, file=file)
os.rename(f"{folder}/port.new", f"{folder}/port")
sys.stdin.read()
