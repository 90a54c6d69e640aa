"""The threshold that every later prediction and picture uses."""

from dataclasses import replace

from separatrix.data.parts import Part
from separatrix.evaluation.prediction import predict_encoded
from separatrix.metrics.answers import Answers
from separatrix.metrics.threshold import best_threshold
from separatrix.training.fitted import Fitted
from separatrix.training.judging import threshold_metric


def with_threshold(fitted: Fitted, held_out: Part, answers: Answers | None = None) -> Fitted:
    """Return a training with the threshold that its recipe asks for.

    It is chosen for the members' mean probability on the validation rows, never on others.

    Args:
        fitted: A training.
        held_out: Its validation rows; may be empty.
        answers: What is answered for them; None asks the members.
    """
    recipe = fitted.recipe
    if not isinstance(recipe.threshold, str):
        return replace(fitted, threshold=float(recipe.threshold))
    metric = threshold_metric(recipe, fitted.target.task)
    if metric is None:
        return fitted
    if not len(held_out):
        note = f"Without validation rows no threshold is chosen for {metric}: it stays 0.5."
        return replace(fitted, notes=(*fitted.notes, note))
    answers = answers or predict_encoded(fitted, held_out.encoded).answers
    assert answers.probabilities_NC is not None, "a threshold parts two classes"
    chosen = best_threshold(
        metric, held_out.target_N, answers.probabilities_NC[:, 1], held_out.weight_N
    )
    note = f"The threshold {chosen:.3g} was chosen on the validation rows for {metric}."
    return replace(fitted, threshold=chosen, notes=(*fitted.notes, note))
