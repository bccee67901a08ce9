"""Measures the proofs: what they cost against size, and whether trying every call of random flows finds what they missed.

uv run python -m tests.bench.bench_proofs [--flows 1000]
"""

from __future__ import annotations

import argparse
import statistics
import time

from dsl.compiler import check, compile_bundle
from dsl.proofs import prove_policy, prove_termination, settling
from dsl.proofs.machine import Machine
from dsl.proofs.settling import Proven
from tests.runtime.dialogue.random_flows import TOWERS, compare, random_flow
from tests.runtime.dialogue.towers import explored, tower
from tests.runtime.dialogue.traps import large

SIZES = (50, 100, 200, 500, 1000)
DEPTHS = (2, 4, 6, 8)
STATES = 1500


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flows", type=int, default=1000, help="random flows to hold against every call (default 1000)")
    flows = parser.parse_args().flows
    print("| steps | check and prove, CPU s | of it the proofs |\n|---|---|---|")
    for size in SIZES:
        print(f"| {size} | {cost(large(size // 10))} |")
    print("\n| sub-flows on each other, each called from 2 / 3 places | configurations | check and prove, CPU s |\n|---|---|---|")
    for depth in DEPTHS:
        two, three = tower(depth, 2), tower(depth, 3)
        print(f"| {depth} | {explored(two)} / {explored(three)} | {seconds(two):.2f} / {seconds(three):.2f} |")
    print()
    compare_all(flows)


def cost(files: dict[str, str]) -> str:
    """Cold, as `callwright check` does it: everything, and the proofs by themselves."""
    began = time.process_time()
    checked = check(files)
    whole = time.process_time() - began
    assert checked.package is not None and not checked.findings.fatal, [one.line() for one in checked.findings][:3]
    began = time.process_time()
    machine = Machine(compile_bundle(checked.package), checked.package.policies)
    verdicts = [prove_termination(machine)]
    verdicts += [prove_policy(machine, policy) for policy in checked.package.policies if not policy.secret]
    assert all(isinstance(verdict, Proven) for verdict in verdicts), verdicts
    return f"{whole:.2f} | {time.process_time() - began:.2f}"


def seconds(files: dict[str, str]) -> float:
    began = time.process_time()
    assert not any(one.severity == "error" for one in check(files).findings)
    return time.process_time() - began


def compare_all(flows: int) -> None:
    missed = undecided = refused = whole = 0
    few = settling.FEW_STACKS
    spent = []
    for seed in range(flows):
        began = time.process_time()
        check(random_flow(seed))
        spent.append(time.process_time() - began)
        settling.FEW_STACKS = few if seed % (2 * TOWERS) else 0  # half of the flows with such sub-flows have them summarised
        compared = compare(seed, STATES)
        missed += len(compared.missed)
        undecided += len(compared.undecided)
        refused += compared.refused
        whole += compared.whole
    print(f"random flows held against every call in the engine: {flows} ({whole} followed to the end of all calls)")
    print(f"refused: {refused}; undecided proofs: {undecided}; failures found by trying that the proofs missed: {missed}")
    print(f"check with proofs, CPU s: median {statistics.median(spent):.3f}, longest {max(spent):.2f}")


if __name__ == "__main__":
    main()
