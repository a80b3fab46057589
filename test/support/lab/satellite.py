"""A link by satellite between two machines of the lab: each packet arrives late, and some are lost. Arguments: NAMESPACE DELAY_MS LOST_OF_100.

Makes a device `sat0` here and `sat1` in the namespace, with addresses of 10.77.20.0/30 and fd77:20::/64. The kernel's own way (netem) is not on every machine.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001


def tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN_NO_PI))
    return device


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def main():
    namespace, delay, lost = sys.argv[1], float(sys.argv[2]) / 1000, float(sys.argv[3]) / 100
    near, far = tun("sat0"), tun("sat1")
    ip("link", "set", "sat1", "netns", namespace)
    for at, name, end in (((), "sat0", 1), (("-n", namespace), "sat1", 2)):
        ip(*at, "addr", "add", f"10.77.20.{end}/30", "dev", name)
        ip(*at, "addr", "add", f"fd77:20::{end}/64", "dev", name, "nodad")
        ip(*at, "link", "set", name, "up")
    other = {near: far, far: near}
    under_way = []
    number = 0
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select([near, far], [], [], wait)
        for device in readable:
            packet = os.read(device, 65535)
            if random.random() >= lost:
                number += 1
                heapq.heappush(under_way, (time.monotonic() + delay, number, other[device], packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, device, packet = heapq.heappop(under_way)
            os.write(device, packet)


main()
