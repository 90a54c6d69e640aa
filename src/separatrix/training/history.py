"""What a training looked like: one number for each epoch and member."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from separatrix.html import table_html

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """Losses, metrics and rates by epoch and member; after a member stopped its rows are nan.

    Args:
        metric: What the metric columns hold: "accuracy" or "rmse" (in the target's unit).
        train_loss_EK: Loss on the training rows after each epoch, in eval mode.
        train_metric_EK: The metric on the training rows.
        held_loss_EK: Loss on the held-out rows; None without any.
        held_metric_EK: The metric on the held-out rows; None without any.
        rate_EK: Learning rate of the epoch's last step.
        kept_K: Epoch, from 0, whose weights each member keeps.
    """

    metric: str
    train_loss_EK: Floats
    train_metric_EK: Floats
    held_loss_EK: Floats | None
    held_metric_EK: Floats | None
    rate_EK: Floats
    kept_K: NDArray[np.int64]

    def _repr_html_(self) -> str:
        """Show a notebook where it began, where it was best and where it ended, as medians."""
        columns = {
            "training loss": self.train_loss_EK,
            f"training {self.metric}": self.train_metric_EK,
            "held-out loss": self.held_loss_EK,
            f"held-out {self.metric}": self.held_metric_EK,
        }
        there = {name: values for name, values in columns.items() if values is not None}
        kept = int(np.median(self.kept_K))
        moments = [("first", 0), ("kept", min(kept, self.epochs - 1)), ("last", self.epochs - 1)]
        rows = [
            (f"{name}, epoch {at + 1}", *(f"{np.nanmedian(v[at]):.4g}" for v in there.values()))
            for name, at in moments
        ]
        members = f"{self.members} networks" if self.members > 1 else "1 network"
        return table_html(f"{self.epochs} epochs of {members}", ["", *there], rows)

    @property
    def epochs(self) -> int:
        """Count the epochs that at least one member trained."""
        return len(self.train_loss_EK)

    @property
    def members(self) -> int:
        """Count the members."""
        return len(self.kept_K)

    @property
    def stopped_K(self) -> NDArray[np.int64]:
        """Count the epochs that each member trained."""
        trained: NDArray[np.int64] = np.isfinite(self.rate_EK).sum(axis=0)
        return trained


@dataclass
class Recorder:
    """Collect the rows of a history while it trains."""

    metric: str
    columns: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, running_K: NDArray[np.bool_], **values: Floats | None) -> None:
        """Add one epoch; members that do not run any more get nan."""
        for name, value in values.items():
            if value is not None:
                self.columns.setdefault(name, []).append(np.where(running_K, value, np.nan))

    def history(self, kept_K: NDArray[np.int64]) -> History:
        """Return what was collected."""
        # An interrupt may have come between the columns of an epoch.
        whole = min(len(rows) for rows in self.columns.values())
        stacked = {name: np.stack(rows[:whole]) for name, rows in self.columns.items()}
        return History(
            metric=self.metric,
            train_loss_EK=stacked["train_loss"],
            train_metric_EK=stacked["train_metric"],
            held_loss_EK=stacked.get("held_loss"),
            held_metric_EK=stacked.get("held_metric"),
            rate_EK=stacked["rate"],
            kept_K=kept_K,
        )
