#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What bench measured, as a table and a picture: table.py runs.tsv days agreement sizes out.png

A line of runs.tsv is what measure wrote: round, label, seconds, CPU seconds, peak MiB. Contenders are
compared within a round, where the machine was in the same mood; the median of the rounds counts.
"""
import os
import re
import subprocess
import sys
from statistics import median

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

RUNS = {
    "limit": "the limit: inflate and decode, nothing else (its peak is the mapped zips)",
    "limit-2": "the same with rainpipe's LZW decoder in place of libtiff's: limit 2",
    "ours-gif": "radar-unzip | tif2rain | bin-average -n 8 | subsample -f 2 | gifmake",
    "dask-gif": "the same with Dask and matplotlib",
    "ours-stats": "radar-unzip | tif2rain | stats",
    "ours-stats-half": "radar-unzip | tif2rain | subsample -f 2 | stats",
    "dask-stats-half": "the same with Dask",
    "dry-limit": "the limit, of a dry archive (2 % echo)",
    "dry-gif": "ours-gif of that",
    "dry-stats": "ours-stats of that",
    "large-limit": "the limit, of 24 tiled images of 5120 x 7168",
    "large-stats": "ours-stats of that",
    "merge": "stats of a partial for each day",
    "hours-gif": "gifmake of the stored hourly sums",
    "stats-day": "stats of a day stored as float32",
    "cdo-day": "timmin, timmax, timmean, timstd of it by CDO, from netCDF",
    "hours-stats": "radar-unzip | tif2rain | stats --by hour",
    "by-hour": "stats --by hour --layers mean, of stored hourly sums",
    "cdo-by-hour": "dhourmean of them by CDO, from netCDF",
    "xarray-by-hour": "groupby('time.hour').mean() of them by xarray, from netCDF",
    "rolling": "rolling -w 24h | stats --layers max, of stored hourly sums",
    "cdo-rolling": "timmax -runsum,24 of them by CDO, from netCDF",
    "tif2rain-j1": "tif2rain -j 1, from a file of 864 images to a file",
    "tif2rain-j2": "tif2rain -j 2",
    "year-stats": "ours-stats of 365 days",
    "year-gif": "ours-gif of 365 days",
}

# What is compared: two labels, what one is divided by, what is aimed at and at least wanted, and
# whether less is better; by CPU time if the last one says so.
RATIOS = [
    ("ours-gif", "limit", 1, 1.3, 1.7, True),
    ("ours-gif", "limit-2", 1, 2.0, 2.5, True, "CPU"),
    ("ours-stats", "limit", 1, 1.2, 1.5, True),
    ("ours-stats-half", "limit", 1, None, None, True),
    ("dry-gif", "dry-limit", 1, 1.3, 1.8, True),
    ("dry-stats", "dry-limit", 1, None, None, True),
    ("large-stats", "large-limit", 1, None, None, True),
    ("dask-gif", "ours-gif", 1, 22, 16, False),
    ("dask-stats-half", "ours-stats-half", 1, 40, 30, False),
    ("cdo-day", "stats-day", 1, 8, 4, False),
    ("hours-stats", "ours-stats", 1, 1.2, 1.5, True),
    ("cdo-by-hour", "by-hour", 1, None, None, False),
    ("xarray-by-hour", "by-hour", 1, None, None, False),
    ("cdo-rolling", "rolling", 1, 8, 5, False),
    ("year-stats", "ours-stats", 365 / 30, 1.0, 1.05, True),
    ("year-gif", "ours-gif", 365 / 30, 1.0, 1.05, True),
    ("tif2rain-j2", "tif2rain-j1", 1, 0.52, 0.6, True),
]

# What streams take: the label in `sizes`, what it is divided by, what is aimed at and at least wanted.
SIZES = [
    ("wet-day : zip", "a day of codes : its zip", 1, 3.5, 5),
    ("dry-day : zip", "a dry day of codes : its zip", 1, 3.5, 5),
    ("part", "a partial of a day, MB", 1e6, 6, 12),
    ("part with quantiles", "a partial with quantiles, MB", 1e6, 40, 100),
    ("hourly sums", "hourly sums, MB a day", 1e6, 5, 10),
]


def read_runs(path):
    """label -> round -> list of (seconds, CPU seconds, MiB)"""
    runs = {}
    for line in open(path):
        which, label, *numbers = line.rstrip("\n").split("\t")
        runs.setdefault(label, {}).setdefault(int(which), []).append([float(x) for x in numbers])
    return runs


def column(runs, label, i):
    return [run[i] for rounds in runs[label].values() for run in rounds]


def ratios(runs, a, b, by, i=0):
    return [runs[a][r][0][i] / runs[b][r][0][i] / by for r in runs[a] if r in runs[b]]


def first_line(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0]


def version(package):
    return first_line("dpkg-query", "-W", "-f=${Version}", package)


def machine():
    processor = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{processor[1] if processor else os.uname().machine}, {len(os.sched_getaffinity(0))} CPUs, "
        f"{memory:.0f} GiB, Linux {os.uname().release}, load of the last 15 minutes {os.getloadavg()[2]:.1f}"
    )


def verdict(value, aim, least, less):
    if aim is None:
        return ""
    good = [value <= x if less else value >= x for x in (aim, least)]
    word = "aim reached" if good[0] else "enough" if good[1] else "MISSED"
    return f"   aim {aim:<5g} at least {least:<5g} {word}"


def single(runs, label, i, name, aim, least):
    if name and label in runs:
        x = column(runs, label, i)
        value = median(x) if i == 0 else max(x)
        print(f"{name:<34}{value:7.2f}  {'':<13}{verdict(value, aim, least, True)}")


def size_table(path, days):
    """What the streams take: the medians over days, and of the one that is of all days a day's share."""
    sizes = {}
    for line in open(path):
        label, value = line.rstrip("\n").split("\t")
        sizes.setdefault(label, []).append(float(value))
    print(f"\n{'size of streams':<34}{'median':>7}  range")
    for label, name, by, aim, least in SIZES:
        x = [value / by / (days if label == "hourly sums" else 1) for value in sizes[label]]
        spread = f"{min(x):.2f}-{max(x):.2f}"
        print(f"{name:<34}{median(x):7.2f}  {spread:<13}{verdict(median(x), aim, least, True)}")


def table(runs, days, agreement, sizes):
    rounds = max(len(r) for r in runs.values())
    release = first_line("stats", "--version").split()[-1]
    print(f"rainpipe {release}: {days} days, {days * 288} images of 887 x 471, {rounds} rounds")
    print(machine())
    packages = ["libtiff6", "libdeflate0", "libisal2", "libarchive13", "python3-dask", "python3-numpy", "cdo"]
    print(", ".join(f"{p} {version(p)}" for p in packages))
    print(f"\n{'run, medians':<17}{'s':>8}  {'range':<15}{'CPU s':>8}{'peak MiB':>10}  what")
    for label, what in RUNS.items():
        if label in runs:
            wall, cpu, peak = (column(runs, label, i) for i in range(3))
            spread = f"{min(wall):.2f}-{max(wall):.2f}"
            print(f"{label:<17}{median(wall):8.2f}  {spread:<15}{median(cpu):8.2f}{max(peak):10.1f}  {what}")
    print(f"\n{'wall time, paired':<34}{'median':>7}  range")
    for a, b, by, aim, least, less, *cpu in RATIOS:
        if a in runs:
            x = ratios(runs, a, b, by, 1 if cpu else 0)
            name = f"{a} : {b}" + (", a day" if by != 1 else "") + (", CPU" if cpu else "")
            spread = f"{min(x):.2f}-{max(x):.2f}"
            print(f"{name:<34}{median(x):7.2f}  {spread:<13}{verdict(median(x), aim, least, less)}")
    single(runs, "merge", 0, "merging partials, s" if days == 30 else None, 2, 5)
    ours = [max(column(runs, l, 2)) for l in runs if re.match("ours|dry-[gs]|year|stats|tif2rain", l)]
    print(f"{'largest process of ours, MiB':<34}{max(ours):7.1f}  {'':<13}{verdict(max(ours), 37, 48, True)}")
    single(runs, "large-stats", 2, "the same for the large grid", 1200, 1900)
    starts = {l[6:]: 1000 * median(column(runs, l, 0)) for l in runs if l.startswith("start ")}
    slowest = max(starts, key=starts.get)
    print(
        f"{'slowest start-up, ms: ' + slowest:<34}{starts[slowest]:7.2f}  {'':<13}"
        f"{verdict(starts[slowest], 2, 5, True)}"
    )
    print("\nstart-up (--version), ms: " + ", ".join(f"{l} {ms:.2f}" for l, ms in starts.items()))
    size_table(sizes, days)
    print("\nSame work, one day:\n" + open(agreement).read(), end="")


PANELS = [
    ("GIF of {days} days", {"Dask, matplotlib": "dask-gif", "rainpipe": "ours-gif", "the limit": "limit"}),
    (
        "four statistics of {days} days, half size",
        {"Dask": "dask-stats-half", "rainpipe": "ours-stats-half", "the limit": "limit"},
    ),
    ("four statistics of a float32 day", {"CDO, netCDF": "cdo-day", "rainpipe": "stats-day"}),
]


def picture(runs, days, path):
    fig, axes = plt.subplots(
        len(PANELS), figsize=(7.2, 4), dpi=110, gridspec_kw={"height_ratios": [len(p[1]) for p in PANELS]}
    )
    for ax, (title, bars) in zip(axes, PANELS):
        seconds = [median(column(runs, label, 0)) for label in bars.values()]
        colors = ["#1f77b4" if name == "rainpipe" else "#b8bec6" for name in bars]
        drawn = ax.barh(list(bars), seconds, color=colors, height=0.7)
        ax.bar_label(drawn, [f"{s:.1f} s" if s >= 1 else f"{s:.2f} s" for s in seconds], padding=4)
        ax.set_title(title.format(days=days), loc="left", fontsize=10)
        ax.set_xlim(0, 1.1 * max(seconds))
        ax.set_xticks([])
        ax.invert_yaxis()
        ax.spines[["top", "right", "bottom"]].set_visible(False)
    fig.tight_layout()
    fig.savefig(path, metadata={"Software": None})


if __name__ == "__main__":
    runs, days = read_runs(sys.argv[1]), int(sys.argv[2])
    table(runs, days, sys.argv[3], sys.argv[4])
    picture(runs, days, sys.argv[5])
