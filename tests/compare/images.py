# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 images.py

Compares the images in one.chunk with the members of days/2020-11-01.zip."""
import sys, zipfile
import chunkread
(header, table, records, digest), = chunkread.read('one.chunk')
z = zipfile.ZipFile('days/2020-11-01.zip')
assert len(records) == 288
for r, i in zip(records, z.infolist()):
    assert r['name'].decode() == i.filename and r['data'] == z.read(i), i.filename
