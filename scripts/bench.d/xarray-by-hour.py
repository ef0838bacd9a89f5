#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The mean of each hour of the day: xarray-by-hour.py hours.nc"""
import sys

import xarray

series = xarray.open_dataset(sys.argv[1])["rainfall_amount"]
series.groupby("time.hour").mean().to_netcdf("xarray.nc")
