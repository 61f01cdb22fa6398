#!/usr/bin/env python3
"""A web server that does every wrong thing on purpose.

    bad.py ROOT

Prints its port, on the loopback interface alone, and serves until its standard
input ends, half an hour at most. /HABIT/WHERE/PATH gives ROOT/PATH: as it is,
but what WHERE means (manifest, signature, files, all) in the habit's way.
"""
import http.server
import os
import pathlib
import sys
import threading
import time

ROOT = pathlib.Path(sys.argv[1])
PATIENCE = 60  # seconds, for what would go on for ever


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def send(self, data):
        self.wfile.write(data)
        self.wfile.flush()

    def head(self, status, *headers):
        self.close_connection = True
        self.send(f'HTTP/1.1 {status} So\r\n'.encode() + b''.join(
            f'{h}\r\n'.encode() for h in headers) + b'Connection: close\r\n'
            b'\r\n')

    def do_GET(self):
        _, habit, where, path = self.path.split('/', 3)
        data = (ROOT / path).read_bytes() if (ROOT / path).is_file() else None
        kind = ('signature' if path.endswith('.minisig') else 'manifest'
                if path.endswith('manifest.json') else 'files')
        try:
            if data is None:
                self.head(404, 'Content-Length: 0')
            elif where in (kind, 'all'):
                name = habit.split('-')
                getattr(self, 'do_' + name[0])(data, *name[1:])
            else:
                self.do_good(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def do_good(self, data):
        self.head(200, f'Content-Length: {len(data)}')
        self.send(data)

    def do_status(self, data, status):
        self.head(status, 'Content-Length: 0')

    def do_redirect(self, data, scheme):
        to = {'http': f'http://127.0.0.1:{self.server.server_port}/good/all/',
              'file': f'file://{ROOT}/', 'https': 'https://127.0.0.1:1/'}
        self.head(302, f'Location: {to[scheme]}', 'Content-Length: 0')

    def do_short(self, data):  # truncated, and the length tells
        self.head(200, f'Content-Length: {len(data)}')
        self.send(data[:len(data) // 2])

    def do_shorter(self, data):  # truncated, and nothing tells
        self.head(200)
        self.send(data[:len(data) // 2])

    def do_nothing(self, data):
        self.head(200, 'Content-Length: 0')

    def do_longer(self, data):
        self.head(200, f'Content-Length: {len(data) + 1}')
        self.send(data + b'\n')

    def do_huge(self, data):
        self.head(200, 'Content-Length: 1000000000000')
        self.send(data)

    def forever(self, piece, pause=0.0):
        until = time.time() + PATIENCE
        while time.time() < until:
            self.send(piece)
            time.sleep(pause)

    def do_endless(self, data):
        self.head(200)
        self.forever(b' ' * 65536)

    def do_chunked(self, data):
        self.head(200, 'Transfer-Encoding: chunked')
        self.forever(b'1000\r\n' + b' ' * 4096 + b'\r\n')

    def do_unfinished(self, data):  # chunks, and never the last one
        self.head(200, 'Transfer-Encoding: chunked')
        self.send(b'%x\r\n%s\r\n' % (len(data), data))
        time.sleep(PATIENCE)

    def do_slow(self, data):
        self.head(200, f'Content-Length: {len(data)}')
        for byte in data:
            self.send(bytes([byte]))
            time.sleep(1)

    def do_trickle(self, data):  # just quick enough, for ever
        self.head(200)
        self.forever(b' ' * 50, 0.1)

    def do_stall(self, data):
        self.head(200, f'Content-Length: {len(data)}')
        time.sleep(PATIENCE)

    def do_silent(self, data):
        self.close_connection = True
        time.sleep(PATIENCE)

    def do_headers(self, data):
        self.send(b'HTTP/1.1 200 So\r\n')
        self.forever(b'X: ' + b'y' * 1000 + b'\r\n')

    def do_header(self, data):  # one, and it does not end
        self.send(b'HTTP/1.1 200 So\r\nX: ')
        self.forever(b'y' * 1000)

    def do_garbage(self, data):
        self.close_connection = True
        self.send(b'\x16\x03\x01 no server\r\n\r\n')

    def do_gone(self, data):
        self.close_connection = True

    def do_page(self, data):
        page = b'<html>Please log in</html>'
        self.head(200, 'Content-Type: text/html; charset=utf-8',
                  f'Content-Length: {len(page)}')
        self.send(page)

    def do_packed(self, data):
        self.head(200, 'Content-Encoding: gzip',
                  f'Content-Length: {len(data)}')
        self.send(data)

    def do_etag(self, data):  # the same one, whatever it names
        self.head(200, 'ETag: "same"', f'Content-Length: {len(data)}')
        self.send(data)

    def do_evil(self, data):  # an ETag that would become headers
        self.head(200, 'ETag: "a" b\tc', f'Content-Length: {len(data)}')
        self.send(data)

    def do_kept(self, data):  # «nothing has changed», to whoever asks
        if self.headers.get('If-None-Match') is not None:
            self.head(304, 'ETag: "same"')
        else:
            self.do_etag(data)


def end_with_input():
    sys.stdin.read()
    os._exit(0)


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
server.daemon_threads = True
threading.Thread(target=end_with_input, daemon=True).start()
threading.Timer(1800, os._exit, [0]).start()
print(server.server_port, flush=True)
server.serve_forever()
