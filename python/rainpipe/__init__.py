# SPDX-License-Identifier: BSD-2-Clause
"""Streams of rainpipe in Python, with NumPy and xarray: rainpipe-python(7)."""
from rainpipe.format import Error, Header, Record, time_text
from rainpipe.stream import Stream, open
from rainpipe.arrays import to_xarray, write

__version__ = '1.0.0'
