"""`python -m benchmarks.quality FOLDER`: every peer on every table, and who is better.

Results are kept by table, split, peer and version in quality.jsonl, so that only what changed is
run again and an interrupted run goes on. Peers that are not installed are left out, and named.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from benchmarks.quality.cases import Case, cases, listed
from benchmarks.quality.peers import PEERS, class_names, version_of
from benchmarks.quality.ranks import duels, matrix, mean_ranks, normalised
from separatrix.metrics.registry import METRICS, score

KEPT = Path(__file__).resolve().parent / "quality.jsonl"
Key = tuple[str, int, str, str]


def main() -> None:
    """Run what is missing, then print the tables."""
    arguments = _parse()
    torch.set_num_threads(1)
    asked = arguments.peers or list(PEERS)
    absent = [peer for peer in asked if version_of(peer) is None]
    peers = [peer for peer in asked if peer not in absent]
    if absent:
        print(f"Not installed and left out: {', '.join(absent)}.")
    kept = _kept()
    for table in listed(arguments.folder):
        if arguments.only and table.name not in arguments.only:
            continue
        for case in cases(table, arguments.splits):
            for peer in peers:
                _run(case, peer, kept)
    print(report(kept, peers))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of tables with INDEX.csv")
    parser.add_argument("--splits", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=(), help="names of tables")
    parser.add_argument("--peers", nargs="*", default=(), choices=[*PEERS], metavar="PEER")
    return parser.parse_args()


def _kept() -> dict[Key, dict[str, float]]:
    """Read the results that there are."""
    found: dict[Key, dict[str, float]] = {}
    if KEPT.exists():
        for line in KEPT.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            key = (row["table"], row["split"], row["peer"], row["version"])
            found[key] = {"score": row["score"], "seconds": row["seconds"]}
    return found


def _run(case: Case, peer: str, kept: dict[Key, dict[str, float]]) -> None:
    """Run one peer on one split, unless its result is there, and write it down at once."""
    answer, installed = PEERS[peer][0], version_of(peer)
    assert installed is not None, "a peer that is run is there"
    key = (case.name, case.split, peer, installed)
    if key in kept:
        return
    began = perf_counter()
    try:
        with threadpool_limits(1):
            answers = answer(case)
    except Exception as error:  # a peer that fails on a table is told, and the others go on
        print(f"{case.name} {case.split} {peer} failed: {error}", flush=True)
        return
    seconds = perf_counter() - began
    value = float(score(case.metric, _truth(case), answers))
    kept[key] = {"score": value, "seconds": round(seconds, 3)}
    row = dict(zip(("table", "split", "peer", "version"), key, strict=True))
    with KEPT.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({**row, "metric": case.metric, **kept[key]}) + "\n")
    print(
        f"{case.name} {case.split} {peer}: {case.metric} {value:.4f}, {seconds:.1f} s", flush=True
    )


def _truth(case: Case) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    target = case.test[case.target]
    if case.task == "regression":
        return np.asarray(target, np.float64)
    codes = {name: at for at, name in enumerate(class_names(case))}
    return np.array([codes[label] for label in target.astype(str)], np.int64)


def report(kept: dict[Key, dict[str, float]], peers: Sequence[str]) -> str:
    """Return the scores of every table, and what they say together."""
    return "\n".join(_lines(kept, peers))


def _lines(kept: dict[Key, dict[str, float]], peers: Sequence[str]) -> Iterator[str]:
    rows = _rows()
    signs = {row["table"]: 1 if METRICS[row["metric"]].greater_is_better else -1 for row in rows}
    current = {peer: version_of(peer) for peer in peers}
    scores = {
        (table, split, peer): signs[table] * result["score"]
        for (table, split, peer, version), result in kept.items()
        if current.get(peer) == version
    }
    tables = sorted({table for table, _, _ in scores})
    score_TP = matrix(scores, tables, peers)
    yield f"| table | {' | '.join(peers)} |"
    yield f"|---|{'---|' * len(peers)}"
    for table, line in zip(tables, score_TP, strict=True):
        yield f"| {table} | {' | '.join(f'{abs(value):.4f}' for value in line)} |"
    whole_TP = score_TP[np.isfinite(score_TP).all(axis=1)]
    if not len(whole_TP):
        return
    yield f"\nOver the {len(whole_TP)} tables that all have:\n"
    heads = ("peer", "mean rank", "normalised", "seconds", "won, even, lost against the first")
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|---|"
    ranks, shares = mean_ranks(whole_TP), normalised(whole_TP).mean(axis=0)
    for at, peer in enumerate(peers):
        seconds = sum(result["seconds"] for key, result in kept.items() if key[2] == peer)
        duel = ", ".join(map(str, duels(whole_TP, at, 0)))
        yield f"| {peer} | {ranks[at]:.2f} | {shares[at]:.3f} | {seconds:.0f} | {duel} |"


def _rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
