"""Ten thousand circles: optimizers, dropout, batch norm, and the two modes of a network."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, FactRange, Facts, Lesson, RungRange, Toy
from separatrix.lessons.text import spread
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun

TIMES, BATCH = 100, 100
"""How often one row is asked about, and the rows of the batch that it stands in."""


def facts(run: "LessonRun") -> Facts:
    """Return one row's answers in both modes, and the two means of batch norm."""
    import numpy as np

    from separatrix.evaluation.modes import ask_often, batch_and_running_mean
    from separatrix.lessons.looks import first_rows

    found: Facts = {}
    batch = first_rows(run.problem.test, BATCH)
    for name in ("dropout", "batch-norm"):
        result = run.rung(name)
        for mode in ("train", "eval"):
            asked_TKC = ask_often(result.fitted, batch, train_mode=mode == "train", times=TIMES)
            asked_T = asked_TKC[:, result.median_member, 1]
            found[f"{name}_{mode}_answers"] = len(np.unique(asked_T))
            found[f"{name}_{mode}_lowest"] = float(asked_T.min())
            found[f"{name}_{mode}_highest"] = float(asked_T.max())
    normed = run.rung("batch-norm")
    means = batch_and_running_mean(normed.fitted, batch)
    batch_H, running_H = (mean_KH[normed.median_member] for mean_KH in means)
    return found | {
        "batch_mean": batch_H.tolist(),
        "running_mean": running_H.tolist(),
        "largest_difference_of_means": float(np.abs(batch_H - running_H).max()),
    }


def sentences(run: "LessonRun", found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    adam, sgd, dropout, normed = run.results
    return (
        f"In {adam.rung.recipe.epochs} epochs Adam reaches a median of "
        f"{percent(adam.test.median)}, SGD {percent(sgd.test.median)} ({spread(sgd.test)}).",
        "Dropout is a cure for learning rows by heart, but SGD gets "
        f"{percent(sgd.train.median)} of the train rows and {percent(sgd.test.median)} of the "
        f"test rows right, which needs no cure: with dropout it is "
        f"{percent(dropout.test.median)}, with batch norm on top {percent(normed.test.median)}.",
        f"Asked {TIMES} times about one row, the network with dropout gives "
        f"{found['dropout_train_answers']} different probabilities in train mode, from "
        f"{found['dropout_train_lowest']:.3f} to {found['dropout_train_highest']:.3f}, and "
        f"{found['dropout_eval_answers']} in eval mode; batch norm takes the mean of the batch in "
        "train mode and the running mean in eval mode, which lie up to "
        f"{found['largest_difference_of_means']:.3f} apart for the first {BATCH} test rows.",
    )


LESSON = Lesson(
    name="circles-10k",
    title="More rows: Adam, SGD, dropout, batch norm, and the two modes of a network",
    data=Toy("circles", rows=10_000, noise=0.03),
    ladder=climb(
        "Adam",
        Recipe(
            hidden=(10, 10),
            learning_rate=0.01,
            epochs=100,
            batch_size=1024,
            keep="last",
        ),
        ("SGD", {"optimizer": "sgd", "learning_rate": 0.1}),
        ("dropout", {"dropout": 0.1}),
        ("batch-norm", {"norm": "batch"}),
    ),
    bar=Bar("accuracy", 0.96),
    expected=(
        RungRange("Adam", "median", 0.96, 1.0),
        RungRange("Adam", "solved", 0.8, 1.0),
        RungRange("SGD", "median", 0.55, 0.97),
        RungRange("dropout", "median", 0.55, 0.93),
        RungRange("batch-norm", "median", 0.85, 0.995),
        FactRange("dropout_train_answers", 2, TIMES),
        FactRange("dropout_eval_answers", 1, 1),
        FactRange("batch-norm_eval_answers", 1, 1),
        FactRange("batch-norm_train_answers", 2, TIMES),
        FactRange("largest_difference_of_means", 0.001, 0.5),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=29,
)
