"""python -m tests.sim --seeds N --first K"""

import argparse

from .world import run

parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=10)
parser.add_argument("--first", type=int, default=1)
args = parser.parse_args()
for seed in range(args.first, args.first + args.seeds):
    print(run(seed))
