"""Play many lives: ``python -m tests.simulation --seeds 10000 --minutes 30``, or replay one."""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.life import Life

CHUNK = 10


def played(seeds: range) -> list[str]:
    """Play some lives and return the stories of those that went wrong."""
    verdicts = [Life(seed).play() for seed in seeds]
    return [str(verdict) for verdict in verdicts if verdict.wrong]


def main() -> int:
    """Play until the seeds or the minutes are used up; 1 where a life went wrong."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many lives")
    parser.add_argument("--first", type=int, default=0, help="the first seed: go on from there")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many at once")
    parser.add_argument("--replay", type=int, help="tell the story of one seed")
    given = parser.parse_args()
    if given.replay is not None:
        verdict = Life(given.replay).play()
        print(verdict)
        return bool(verdict.wrong)
    seeds = range(given.first, given.first + given.seeds)
    return _play(seeds, given.minutes * 60, given.processes)


def _play(seeds: range, seconds: float, processes: int) -> int:
    begun, done, wrong = time.monotonic(), 0, 0
    chunks = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
    with ProcessPoolExecutor(processes) as pool:
        for chunk, stories in zip(chunks, pool.map(played, chunks), strict=True):
            done, wrong = done + len(chunk), wrong + len(stories)
            for story in stories:
                print(f"{story}\n", flush=True)
            _show_progress(done, len(seeds), wrong)
            if time.monotonic() - begun > seconds:
                break
        pool.shutdown(cancel_futures=True)
    spent = time.monotonic() - begun
    print(f"{done} lives in {spent:.0f} s, {wrong} of them went wrong")
    if done < len(seeds):
        print(f"Go on with --first {seeds.start + done} --seeds {len(seeds) - done}")
    return 1 if wrong else 0


def _show_progress(done: int, of: int, wrong: int) -> None:
    end = "\n" if done == of else "\r"
    print(f"{done} of {of}, {wrong} went wrong", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
