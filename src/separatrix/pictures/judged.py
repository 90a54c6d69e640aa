"""Pictures of how well a network answers rows that it did not learn from."""

import numpy as np
from matplotlib.figure import Figure

from separatrix.data.checks.finding import counted
from separatrix.errors import RunError
from separatrix.evaluation.calibration import reliability
from separatrix.evaluation.confusion import confusion
from separatrix.evaluation.prediction import predict
from separatrix.evaluation.regression import regression_points
from separatrix.evaluation.roc import thresholds
from separatrix.evaluation.truth import truth
from separatrix.pictures.subject import Subject
from separatrix.plots.figures import (
    calibration_figure,
    confusion_figure,
    regression_figure,
    roc_figure,
    scores_figure,
)

MOST_CURVES = 10
"""Classes that have a curve of their own, the first ones."""


def scores_picture(subject: Subject) -> Figure:
    """Draw every score with its interval."""
    return scores_figure(subject.scores, list(subject.guess.values())[-1])


def confusion_picture(subject: Subject) -> Figure:
    """Draw which classes are taken for which."""
    fitted, parts = subject.fitted, subject.parts
    name, table = list(parts.items())[-1]
    labels = predict(fitted, table).answers.labels_N
    matrix = confusion(truth(fitted.target, table), labels, fitted.target.class_names)
    title = f"{counted(len(table), f'{name} row')}; shares of each true class"
    return confusion_figure(matrix, fitted.target.name, title)


def calibration_picture(subject: Subject) -> Figure:
    """Draw told against observed probabilities."""
    fitted, parts = subject.fitted, subject.parts
    name, table = list(parts.items())[-1]
    probabilities_NC = np.asarray(predict(fitted, table).answers.array, np.float64)
    curve = reliability(truth(fitted.target, table), probabilities_NC)
    positive = fitted.target.class_names[1] if fitted.target.task == "binary" else ""
    return calibration_figure(curve, positive, f"{len(table):,} {name} rows: ")


def roc_picture(subject: Subject) -> Figure:
    """Draw ROC and precision-recall curves."""
    fitted, parts = subject.fitted, subject.parts
    name, table = list(parts.items())[-1]
    names, true_N = fitted.target.class_names, truth(fitted.target, table)
    told_NC = np.asarray(predict(fitted, table).answers.array, np.float64)
    codes = (1,) if len(names) == 2 else range(min(len(names), MOST_CURVES))
    every = (thresholds(names[code], true_N == code, told_NC[:, code]) for code in codes)
    curves = [curve for curve in every if curve is not None]
    if not curves:
        raise RunError(f"The roc picture needs rows of two classes among the {name} rows.")
    return roc_figure(curves, f"{len(table):,} {name} rows: ")


def regression_picture(subject: Subject) -> Figure:
    """Draw predicted against true values."""
    fitted, parts = subject.fitted, subject.parts
    points = {
        name: regression_points(truth(fitted.target, table), predict(fitted, table).answers.array)
        for name, table in parts.items()
    }
    return regression_figure(points, fitted.target.name)
