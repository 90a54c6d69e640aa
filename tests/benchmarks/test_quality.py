"""The bench of quality: splits that are the same for everybody, and ranks that are right."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.quality import cases as module
from benchmarks.quality.cases import Listed, cases
from benchmarks.quality.peers import PEERS, class_names, version_of
from benchmarks.quality.ranks import duels, matrix, mean_ranks, normalised


def table(folder: Path, rows: int = 300, group: str | None = None) -> Listed:
    random = np.random.default_rng(0)
    x_N = random.normal(size=rows)
    frame = pd.DataFrame(
        {
            "x": x_N,
            "kind": [(None, "u", "v")[i % 3] for i in range(rows)],
            "who": [f"p{i % 30}" for i in range(rows)],
            "y": np.where(x_N + random.normal(size=rows) > 0, "yes", "no"),
        }
    )
    frame.to_parquet(folder / "t.parquet")
    return Listed("t", folder / "t.parquet", "y", "binary", "roc_auc", group)


def test_splits_are_the_same_each_time_and_part_all_rows(tmp_path: Path) -> None:
    one, other = (list(cases(table(tmp_path), 3)) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(a.train, b.train)
        pd.testing.assert_frame_equal(a.test, b.test)
        assert len(a.train) + len(a.test) == 300
        assert len(a.test) == 60
        shares = [(each["y"] == "yes").mean() for each in (a.train, a.test)]
        assert shares[0] == pytest.approx(shares[1], abs=0.02)
    assert not one[0].test["x"].equals(one[1].test["x"])


def test_groups_are_whole_and_their_column_is_not_learned_from(tmp_path: Path) -> None:
    held = table(tmp_path, group="who")
    who = pd.read_parquet(held.path).set_index("x")["who"]
    (case,) = cases(held, 1)
    assert "who" not in case.train
    groups = [set(who[each["x"]]) for each in (case.train, case.test)]
    assert not groups[0] & groups[1]


def test_long_tables_are_cut_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 100)
    one, other = cases(table(tmp_path), 2)
    assert len(one.train) + len(one.test) == 100
    both = [set(each.train["x"]) | set(each.test["x"]) for each in (one, other)]
    assert both[0] == both[1]


@pytest.mark.parametrize("peer", ["linear", "trees", "plain", "net"])
def test_a_peer_answers_every_row_with_probabilities(tmp_path: Path, peer: str) -> None:
    (case,) = cases(table(tmp_path), 1)
    answers = PEERS[peer][0](case)
    assert answers.array.shape == (60, 2)
    np.testing.assert_allclose(answers.array.sum(axis=1), 1, atol=1e-6)
    assert class_names(case) == ["no", "yes"]
    truth = (case.test["y"] == "yes").to_numpy()
    assert answers.array[truth, 1].mean() > answers.array[~truth, 1].mean()


def test_ours_is_another_version_when_the_code_changes() -> None:
    ours = version_of("plain")
    assert ours is not None
    assert len(ours) == 12
    assert version_of("linear") != ours


def test_ranks_and_duels_count_what_they_say() -> None:
    score_TP = np.array([[0.9, 0.8, 0.7], [0.5, 0.9, 0.7], [0.5, 0.5, 0.5], [np.nan, 1.0, 0.0]])
    np.testing.assert_allclose(mean_ranks(score_TP), [2, 5 / 3, 7 / 3])
    assert duels(score_TP[:3], 0, 1) == (1, 1, 1)
    np.testing.assert_allclose(normalised(score_TP[:1]), [[1, 0.5, 0]])
    scores = {("a", 0, "p"): 1.0, ("a", 1, "p"): 3.0, ("b", 0, "q"): 5.0}
    found = matrix(scores, ["a", "b"], ["p", "q"])
    assert found[0, 0] == 2.0
    assert np.isnan(found[0, 1])
    assert found[1, 1] == 5.0
