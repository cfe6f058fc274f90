"""Break whoever reads the answers: lengths that lie, nested lists, numbers of a million digits."""
import json
import os
import struct

tries = 0


def square(x):
    global tries
    tries += 1
    deep = "[" * 5000 + "]" * 5000
    bodies = [b"{}", b'{"value": ' + deep.encode() + b', "serial": 2}', b"\xff\xff", b'{"value": {"t": "array", "d": "O"}}']
    body = bodies[tries % len(bodies)]
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("!I", len(body)) + body)
        except OSError:
            pass
    return {"t": "tuple", "v": 10**5000}
