"""The full run: asks the checker about every mutant, walks it, keeps the results and writes the report. What the checker refuses is
caught whatever walks show, so what it lets pass is walked far more often."""

from __future__ import annotations

import argparse
import os
import sys

from tests.processes.mutation import results
from tests.processes.mutation.mutants import mutants
from tests.processes.mutation.parallel import walk_all
from tests.processes.mutation.policing import police_all
from tests.processes.mutation.report import FILE, uncaught, write

WALKS = 20_000
WALKS_OF_REFUSED = 1_000


def main() -> int:
    """Run, and return 1 where walks break a mutant that the checker lets pass."""
    asked = argparse.ArgumentParser(prog="python -m tests.processes.mutation", description=__doc__)
    asked.add_argument(
        "--walks", type=int, default=WALKS, help="how many random walks for each mutant that the checker lets pass"
    )
    asked.add_argument("--refused", type=int, default=WALKS_OF_REFUSED, help="how many for each that it refuses")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many processes")
    asked.add_argument("--fresh", action="store_true", help="walk again what was walked before")
    asked.add_argument("--only", choices=("walks", "checks", "report"), help="do this part alone")
    given = asked.parse_args()

    walked, checked = results.load()
    indices = range(len(mutants()))
    names = {mutant.name for mutant in mutants()}
    walked = {name: walk for name, walk in walked.items() if name in names and not given.fresh}
    checked = {name: check for name, check in checked.items() if name in names}
    if given.only in (None, "checks"):
        for number, (mutant, check) in enumerate(police_all(indices, workers=given.workers), 1):
            checked[mutant.name] = check
            results.save(walked, checked)
            said = ", ".join((*check.invariants, *check.soundness, *check.rules, *check.undecided))
            print(f"checked {number}/{len(indices)} {mutant.name}: {said or 'nothing found'}")
    if given.only in (None, "walks"):
        passed = [index for index, mutant in enumerate(mutants()) if mutant.name in checked and not checked[mutant.name].says_no]
        walks = {**dict.fromkeys(passed, given.walks), **dict.fromkeys(set(indices) - set(passed), given.refused)}
        for number, (mutant, walk) in enumerate(walk_all(walks, walked, workers=given.workers), 1):
            walked[mutant.name] = walk
            results.save(walked, checked)
            print(f"walked {number}/{len(indices)} {mutant.name}: {', '.join(walk.broken) or walk.refused or 'nothing broke'}")
    write(mutants(), walked, checked)
    missed = uncaught(walked, checked)
    print(f"{FILE}: {len(missed)} mutants are broken by walks and let pass by the checker")
    for name in missed:
        print(f"  {name}: {', '.join(walked[name].broken)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
