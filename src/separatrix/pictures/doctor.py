"""The vital signs of a run."""

from matplotlib.figure import Figure

from separatrix.evaluation.curves import find_curves
from separatrix.pictures.subject import Subject
from separatrix.plots.doctor import doctor_figure


def doctor_picture(subject: Subject) -> Figure:
    """Draw the loss and what checkups found, with what ails the training above."""
    history = subject.fitted.history
    assert history is not None, "the doctor needs the course of the training"
    names = [each.name.replace("-", " ") for each in subject.doctored.symptoms]
    title = f"Doctor: {', '.join(names)}" if names else "Doctor: nothing ails this training"
    return doctor_figure(find_curves(history), subject.doctored.checkups, title)
