#!/usr/bin/env python3
"""Writes the hand-made inputs of the websocket target. Usage: websocket_inputs.py FOLDER"""
import pathlib
import struct
import sys

KEY = b"\x11\x22\x33\x44"


def frame(opcode, payload=b"", fin=True, masked=False, reserved=0, length=None, form=None):
    length = len(payload) if length is None else length
    form = form or ("short" if length < 126 else "two" if length < 65536 else "eight")
    first = (0x80 if fin else 0) | reserved | opcode
    mask = 0x80 if masked else 0
    head = {"short": lambda: struct.pack("!BB", first, mask | length),
            "two": lambda: struct.pack("!BBH", first, mask | 126, length),
            "eight": lambda: struct.pack("!BBQ", first, mask | 127, length)}[form]()
    if masked:
        payload = bytes(b ^ KEY[i % 4] for i, b in enumerate(payload))
    return head + (KEY if masked else b"") + payload


STORIES = {
    "text": lambda m: frame(1, b"hello", masked=m) + frame(8, b"\x03\xe8bye", masked=m),
    "binary": lambda m: frame(2, bytes(range(200)), masked=m),
    "fragments": lambda m: frame(1, b"a", False, m) + frame(9, b"p", masked=m) + frame(0, b"b", True, m),
    "long": lambda m: frame(1, b"x" * 3999, masked=m),
    "too-long": lambda m: frame(1, b"x" * 4001, masked=m),
    "too-long-in-pieces": lambda m: frame(1, b"x" * 3000, False, m) + frame(0, b"x" * 3000, True, m),
    "announced": lambda m: frame(2, b"", masked=m, length=1 << 62),
    "negative": lambda m: frame(2, b"", masked=m, length=(1 << 64) - 1),
    "odd-mask": lambda m: frame(1, b"hello", masked=not m),
    "compressed": lambda m: frame(1, b"hello", masked=m, reserved=0x40),
    "reserved": lambda m: frame(3, b"hello", masked=m),
    "long-ping": lambda m: frame(9, b"x" * 126, masked=m),
    "cut-ping": lambda m: frame(9, b"x", fin=False, masked=m),
    "stray-continuation": lambda m: frame(0, b"x", masked=m),
    "text-in-text": lambda m: frame(1, b"a", False, m) + frame(1, b"b", True, m),
    "bad-utf8": lambda m: frame(1, b"\xc3\x28", masked=m),
    "split-utf8": lambda m: frame(1, b"\xe2\x82", False, m) + frame(0, b"\xac", True, m),
    "surrogate": lambda m: frame(1, b"\xed\xa0\x80", masked=m),
    "wide-length": lambda m: frame(1, b"hello", masked=m, form="two"),
    "close-empty": lambda m: frame(8, masked=m),
    "close-one-byte": lambda m: frame(8, b"\x03", masked=m),
    "close-bad-code": lambda m: frame(8, b"\x03\xed", masked=m),
    "close-bad-text": lambda m: frame(8, b"\x03\xe8\xff", masked=m),
    "half": lambda m: frame(1, b"hello", masked=m)[:-2],
}
TEXTS = {
    "handshake-404": b"\x00\x01\x00" + b"HTTP/1.1 404 Not Found\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
    "handshake-garbage": b"\x00\x01\x00" + b"\x16\x03\x01 not http at all\r\n\r\n",
    "handshake-no-key": b"\x00\x01\x00" + b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        b"Connection: Upgrade\r\n\r\n",
    "request-get": b"\x01\x01" + b"GET /x HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n",
    "request-post": b"\x01\x01" + b"POST /x HTTP/1.1\r\nHost: y\r\nContent-Length: 3\r\n\r\nabc",
    "request-chunked": b"\x01\x01" + b"POST / HTTP/1.1\r\nHost: y\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "request-garbage": b"\x01\x08\x03" + bytes(range(256)),
    "request-upgrade-elsewhere": b"\x01\x01" + b"GET /else HTTP/1.1\r\nHost: y\r\nUpgrade: websocket\r\n"
                                 b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                 b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "address": b"\x03wss://[::1]:8443/ws/api?x=1",
    "address-plain": b"\x03ws://localhost",
    "address-odd": b"\x03wss://a:99999/ #",
}

folder = pathlib.Path(sys.argv[1])
for name, story in STORIES.items():
    (folder / f"client-{name}").write_bytes(b"\x04\x01\x00" + story(False))
    (folder / f"client-in-pieces-{name}").write_bytes(b"\x04\x00\x02\x00" + story(False))
    (folder / f"server-{name}").write_bytes(b"\x02\x01" + story(True))
for name, text in TEXTS.items():
    (folder / name).write_bytes(text)
