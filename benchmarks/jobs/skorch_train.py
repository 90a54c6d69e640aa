"""The same road with scikit-learn's encoders and skorch: file, split, encoders, net, score."""

import sys
from time import perf_counter, process_time
from typing import Any

import msgspec

from benchmarks.fresh import Answer
from benchmarks.jobs.clock import Imports


def main(settings: dict[str, Any]) -> Answer:
    """Do it.

    Args:
        settings: `table`, `target`, `hidden`, `rate`, `epochs`, `patience`, `batch` and `seed`.
    """
    began = perf_counter()
    import pandas as pd
    import pyarrow.parquet  # noqa: F401
    from sklearn.metrics import accuracy_score, log_loss
    from sklearn.model_selection import train_test_split

    from benchmarks.jobs.skorch_parts import encoders, net

    imports = perf_counter() - began
    wall, cpu = perf_counter(), process_time()
    with Imports() as later:
        table = pd.read_parquet(settings["table"])
        y = table.pop(settings["target"]).astype("category").cat.codes.to_numpy("float32")
        seed = settings["seed"]
        x, x_test, y, y_test = train_test_split(
            table, y, test_size=0.2, random_state=seed, stratify=y
        )
        x, x_held, y, y_held = train_test_split(x, y, test_size=0.2, random_state=seed, stratify=y)
        encode = encoders(x)
        features = encode.fit_transform(x)
        model = net(features.shape[1], (encode.transform(x_held), y_held), settings)
        model.fit(features, y)
        probabilities = model.predict_proba(encode.transform(x_test))
        loss = float(log_loss(y_test, probabilities))
        accuracy = float(accuracy_score(y_test, probabilities[:, 1] > 0.5))
    return Answer(
        imports=imports + later.seconds,
        seconds=perf_counter() - wall - later.seconds,
        cpu=process_time() - cpu - later.cpu,
        loss=loss,
        amounts={"accuracy": accuracy, "epochs": len(model.history)},
    )


if __name__ == "__main__":
    print(msgspec.json.encode(main(msgspec.json.decode(sys.argv[1]))).decode())
