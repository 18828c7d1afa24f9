"""Play many lives: ``python -m tests.simulation --seeds 10000 --minutes 30``, or replay one."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation import aftersales, orders

CHUNK = 20
SCENARIOS: Mapping[str, Callable[[int], orders.Verdict]] = {
    "orders": lambda seed: orders.Life(seed).play(),
    "aftersales": lambda seed: aftersales.Life(seed).play(),
}


def played(scenario: str, seeds: range) -> list[str]:
    """Play some lives and return the stories of those that went wrong."""
    logging.disable()
    verdicts = [SCENARIOS[scenario](seed) for seed in seeds]
    return [str(verdict) for verdict in verdicts if verdict.wrong]


def main() -> int:
    """Play until the seeds or the minutes are used up; 1 where a life went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many lives")
    parser.add_argument(
        "--first", type=int, default=0, help="the first seed; go on where one stopped"
    )
    parser.add_argument("--minutes", type=float, default=20.0, help="stop after so long")
    parser.add_argument("--scenario", choices=SCENARIOS, default="orders", help="what happens")
    parser.add_argument("--replay", type=int, help="tell the story of one seed")
    given = parser.parse_args()
    if given.replay is not None:
        logging.disable()
        verdict = SCENARIOS[given.scenario](given.replay)
        print(verdict)
        return bool(verdict.wrong)
    seeds = range(given.first, given.first + given.seeds)
    return _play(given.scenario, seeds, given.minutes * 60)


def _play(scenario: str, seeds: range, seconds: float) -> int:
    begun, done, wrong = time.monotonic(), 0, list[str]()
    chunks = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for chunk, stories in zip(chunks, pool.map(partial(played, scenario), chunks), strict=True):
            done, wrong = done + len(chunk), wrong + stories
            if stories or time.monotonic() - begun > seconds:
                break
        pool.shutdown(cancel_futures=True)
    print("\n\n".join(wrong))
    print(f"{done} lives in {time.monotonic() - begun:.0f} s, {len(wrong)} of them went wrong")
    if done < len(seeds) and not wrong:
        print(f"Go on with --first {seeds.start + done} --seeds {len(seeds) - done}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
