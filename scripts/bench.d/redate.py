#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A year of archive from a month of it: redate.py month-dir year-dir first-day days

Day n of the year is day n of the month, over and over, under a date of its own: the names of the
members change, which have the same length, and nothing else.
"""
import datetime
import glob
import os
import sys

month, year, first, days = sys.argv[1:]
first = datetime.date.fromisoformat(first)
zips = sorted(glob.glob(month + "/*.zip"))
os.makedirs(year, exist_ok=True)

for i in range(int(days)):
    source = zips[i % len(zips)]
    old = datetime.date.fromisoformat(os.path.basename(source)[:10])
    new = first + datetime.timedelta(days=i)
    path = f"{year}/{new}.zip"
    if os.path.exists(path):
        continue
    with open(source, "rb") as f:
        data = f.read().replace(f"radar_{old:%y%m%d}".encode(), f"radar_{new:%y%m%d}".encode())
    with open(path + ".part", "wb") as f:
        f.write(data)
    os.rename(path + ".part", path)
