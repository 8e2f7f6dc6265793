"""Damages the object in an object file, a package or a guest: damage.py KIND IN OUT

Every kind keeps all sizes, so that the object can stay where it is in a guest.
"""
import base64
import json
import struct
import sys
import zlib

SYMBOL_TABLE, RELOCATIONS = 2, 9
EXECUTABLE = 4
CALL, WIDE_LOAD = 0x85, 0x18


class Object:
    """A little-endian object of 64 bits at `start` of `data`."""

    def __init__(self, data, start):
        self.data, self.start = data, start
        table, = self.get("<Q", 40)
        count, names = self.get("<HH", 60)
        self.headers = [table + 64 * i for i in range(count)]
        self.sections = [self.get("<IIQQQQII", at) for at in self.headers]
        self.strings = self.sections[names][4]

    def get(self, form, at):
        return struct.unpack_from(form, self.data, self.start + at)

    def put(self, form, at, *values):
        struct.pack_into(form, self.data, self.start + at, *values)

    def name(self, index):
        at = self.start + self.strings + self.sections[index][0]
        return self.data[at:self.data.index(b"\0", at)].decode()

    def named(self, name):
        return next(i for i in range(len(self.sections)) if self.name(i) == name)

    def function(self):
        """The first function: where its symbol stands, and its section."""
        for section in self.sections:
            if section[1] != SYMBOL_TABLE:
                continue
            for at in range(section[4], section[4] + section[5], 24):
                info, _, index = self.get("<BBH", at + 4)
                if info & 15 == 2:
                    return at, index
        raise ValueError("no function")

    def instructions(self):
        """Place in the file and, in its section, of each instruction of the function's section."""
        _, index = self.function()
        section = self.sections[index]
        at = 0
        while at < section[5]:
            opcode, = self.get("<B", section[4] + at)
            yield section[4] + at, at, opcode
            at += 16 if opcode == WIDE_LOAD else 8

    def relocated(self):
        """Places in the function's section that relocations name."""
        _, index = self.function()
        return {self.get("<Q", at)[0]
                for section in self.sections
                if section[1] == RELOCATIONS and section[7] == index
                for at in range(section[4], section[4] + section[5], 16)}

    def wide(self, is_relocated):
        return next((file, place) for file, place, opcode in self.instructions()
                    if opcode == WIDE_LOAD and (place in self.relocated()) == is_relocated)


def wraps(target):
    symbol, _ = target.function()
    target.put("<QQ", symbol + 8, 2**64 - 16, 64)


def cut(target):
    symbol, _ = target.function()
    value, = target.get("<Q", symbol + 8)
    target.put("<Q", symbol + 16, target.wide(True)[1] + 8 - value)


def call(target):
    at = next(file for file, _, opcode in target.instructions() if opcode == CALL)
    target.put("<B", at + 1, 2 << 4)


def descriptor(target):
    at, _ = target.wide(False)
    target.put("<B", at + 1, target.get("<B", at + 1)[0] & 15 | 1 << 4)
    target.put("<i", at + 4, 3)
    target.put("<i", at + 12, 0)


def twice(target):
    ext, btf = target.named(".BTF.ext"), target.named(".BTF")
    target.put("<I", target.headers[ext], target.sections[btf][0])


def damage(kind, data):
    data = bytearray(data)
    start = data.index(b"\x7fELF")
    {"wraps": wraps, "cut": cut, "call": call, "descriptor": descriptor, "twice": twice}[kind](Object(data, start))
    return bytes(data)


def main():
    kind, source, out = sys.argv[1:]
    with open(source, "rb") as file:
        data = file.read()
    if source.endswith(".json"):
        package = json.loads(data)
        whole = zlib.decompress(base64.b64decode(package["bpf_object"]))
        package["bpf_object"] = base64.b64encode(zlib.compress(damage(kind, whole))).decode()
        data = json.dumps(package).encode()
    else:
        data = damage(kind, data)
    with open(out, "wb") as file:
        file.write(data)


main()
