"""The whole road on one page: load, split, encode, build, train, evaluate, save."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from separatrix.data.apart import open_test_table
from separatrix.data.check import examine
from separatrix.data.checks.finding import counted
from separatrix.data.kinds import NO_OVERRULES, Overrule
from separatrix.data.orders import Orders
from separatrix.data.parts import Parts, encode_parts
from separatrix.data.prepare import Prepared, prepare
from separatrix.data.read import name_of, open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import AS_FOUND, NO_ORDERS, ReadOptions, Table
from separatrix.data.target import AskedTask
from separatrix.errors import DataError, RecipeError, did_you_mean, listed
from separatrix.evaluation.conformal import with_conformal
from separatrix.evaluation.doctor.doctor import symptoms_of
from separatrix.evaluation.doctor.examination import examination_of
from separatrix.evaluation.film import NOT_FILMED, Camera, is_filmed
from separatrix.evaluation.guess import guess
from separatrix.evaluation.prediction import predict_encoded
from separatrix.evaluation.scores import score_rows
from separatrix.evaluation.temperature import with_temperature
from separatrix.evaluation.threshold import with_threshold
from separatrix.evaluation.truth import restored
from separatrix.events import Listener, Note, Stage, silent
from separatrix.recipe import Recipe, replace, to_json
from separatrix.recipe.presets import PRESETS
from separatrix.run import Run, run_of
from separatrix.runs.contents import Contents, run_files
from separatrix.runs.folder import RunWriter, start_run
from separatrix.runs.manifest import mark_of
from separatrix.runs.model_file import model_bytes
from separatrix.runs.names import MODEL, PICTURES
from separatrix.runs.openings import OPENED, fingerprint, opened_note, others_that_opened
from separatrix.runs.places import free_name, place_for
from separatrix.runs.records import Doctored, Guesses, Scores, TableFile
from separatrix.training.examiner import Examiner
from separatrix.training.fitted import Fitted
from separatrix.training.learn import learn_rows
from separatrix.training.observing import Observer, together


def train(
    table: object,
    *,
    target: str | int,
    recipe: Recipe | str = PRESETS["plain"],
    seeds: int = 1,
    out: Path | str | None = None,
    overwrite: bool = False,
    reading: ReadOptions = AS_FOUND,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    ordered: Orders = NO_ORDERS,
    task: AskedTask | None = None,
    positive: str | None = None,
    log_target: bool = False,
    validation_share: float = 0.2,
    test_share: float = 0.2,
    calibration_share: float = 0.0,
    group: str | None = None,
    time: str | None = None,
    split: str | None = None,
    test_table: object | None = None,
    weight: str | None = None,
    device: str = "auto",
    engine: str = "auto",
    pictures: bool = True,
    film: bool | None = None,
    listen: Listener = silent,
) -> Run:
    """Train networks on a table, score them on rows they have not seen, and keep them.

    Args:
        table: A path, "-", the name of a packaged table, a DataFrame, an array or a Table.
        target: The column to predict.
        recipe: The settings of the training, or the name of a preset.
        seeds: How many networks to train at once; member k gets the recipe's seed + k.
        out: The run's folder; None takes the next free one in `runs`.
        overwrite: Replace a run that is there.
        reading: How a text file is read.
        kinds: Kinds of columns by name, where they are not as found, or "drop".
        ordered: Levels of columns that have an order, the lowest first, as in
            {"size": ("S", "M", "L")}.
        task: What is predicted, where it is not as found.
        positive: The class that counts as positive.
        log_target: Learn the logarithm of the target.
        validation_share: Share of the rows that are not test rows.
        test_share: Share of all rows; 0 keeps none. Of no meaning beside `split` or `test_table`.
        calibration_share: Share of the training rows that is set aside, for intervals and label
            sets of a coverage that is promised: `Run.predict_interval`, `Run.predict_sets`.
        group: A column; rows of equal cells stay in one part.
        time: A column; training rows come before validation rows, and these before test rows.
        split: A column that already says which part a row is in.
        test_table: A table of the test rows; those of `table` are then for the rest.
        weight: A column that says what each row counts for; 2 is as good as two equal rows.
        device: "auto" or a device's name.
        engine: "auto", "compiled" (small networks on the CPU) or "pytorch".
        pictures: Draw what was learned.
        film: Keep at most a hundred moments of the training, which `Run.film` shows; None keeps
            them of two number columns, few rows and few networks alone.
        listen: Is told what happens.

    Returns:
        The run. After Ctrl-C it is not `finished`: it holds the best so far, without a manifest.

    Raises:
        DataError: the table, a column or the target cannot be used.
        RecipeError: the settings do not fit the task.
        RunError: the run cannot be written.
    """
    recipe = _recipe(recipe)
    _check_seeds(seeds)
    _check_one_stream(table, test_table)
    splitting = Splitting(
        validation_share=validation_share,
        test_share=test_share,
        seed=recipe.seed,
        group=group,
        time=time,
        column=split,
    )
    began = perf_counter()
    with start_run(
        free_name(place_for(table, "runs")) if out in (None, "") else out, overwrite
    ) as writer:
        listen(Stage(f"Reading {name_of(table)}"))
        opened = open_table(table, reading)
        apart = None if test_table is None else open_test_table(test_table, opened, reading)
        prepared = prepare(
            opened,
            target,
            kinds=kinds,
            ordered=ordered,
            task=task,
            positive=positive,
            log_target=log_target,
            splitting=splitting,
            weight=weight,
            test_table=apart,
            calibration_share=calibration_share,
        )
        _tell(prepared.notes, listen)
        checked = examine(opened, prepared.columns, prepared.target, weight, time)

        parts = encode_parts(prepared, recipe.numbers, recipe.embed)
        networks = "1 network" if seeds == 1 else f"{seeds} networks"
        listen(Stage(f"Training {networks} on {counted(len(prepared.split.train), 'row')}"))
        rows = prepared.part("train")
        filming = is_filmed(parts.encoder, len(rows), seeds) if film is None else film
        camera = Camera(parts.encoder, rows, recipe.numbers) if filming else None
        examiner = Examiner()
        observe = examiner.see if camera is None else together(camera.see, examiner.see)
        fitted = learn_parts(parts, recipe, seeds, device, engine, listen, observe)
        filmed = None if camera is None else camera.filmed()
        untold = () if camera is None or filmed is not None else (NOT_FILMED,)
        _tell((*fitted.notes, *untold), listen)

        read = TableFile(
            source=opened.source,
            rows=len(opened) + (0 if apart is None else len(apart)),
            target=prepared.target.name,
            kinds={str(name): str(kind) for name, kind in kinds.items()},
            ordered={str(name): tuple(map(str, levels)) for name, levels in ordered.items()},
            validation_share=validation_share,
            test_share=test_share if apart is None else 0.0,
            seed=recipe.seed,
            group=group,
            time=time,
            split=split,
            weight=weight,
            test_source=None if apart is None else apart.source,
            calibration_share=calibration_share,
        )
        with _kept_in_any_case(writer, fitted, listen):
            listen(Stage("Scoring"))
            scores, guesses = score_parts(fitted, parts)
            seen = examination_of(fitted, parts, guesses, examiner.checkups(), checked.findings)
            opened_notes = _log_test(writer, prepared, recipe)
            _tell(opened_notes, listen)
            del parts  # as large as the table; what follows reads the few rows that it shows
            seconds = perf_counter() - began
            contents = Contents(
                fitted,
                scores,
                guesses,
                read,
                prepared.split,
                seconds,
                (*prepared.notes, *fitted.notes, *untold, *opened_notes),
                asked=recipe,
                checked=checked,
                filmed=filmed,
                doctor=Doctored(symptoms_of(seen), seen.checkups),
            )
            for name, content in run_files(contents).items():
                if name != MODEL:  # which is written already
                    writer.write(name, content)
            if fitted.finished and pictures:
                listen(Stage("Drawing"))
                _draw(writer, prepared, contents, listen)
        place = writer.finish() if fitted.finished else writer.keep_unfinished()
        return run_of(place, contents, prepared)


def learn(
    prepared: Prepared,
    recipe: Recipe,
    seeds: int = 1,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
) -> Fitted:
    """Learn an Encoder and train a stack; see `encode_parts` and `learn_parts`."""
    return learn_parts(
        encode_parts(prepared, recipe.numbers, recipe.embed), recipe, seeds, device, engine, listen
    )


def learn_parts(
    parts: Parts,
    recipe: Recipe,
    seeds: int = 1,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
    observe: Observer | None = None,
) -> Fitted:
    """Train a stack on the training rows, watched on the validation rows.

    Args:
        parts: The encoded rows.
        recipe: The settings; member k gets its seed + k.
        seeds: How many members.
        device: "auto" or a device's name.
        engine: "auto", "compiled" (small networks on the CPU) or "pytorch".
        listen: Is told of every epoch.
        observe: Is handed the training before the first epoch and after each.
    """
    fitted = learn_rows(
        [replace(recipe, {"seed": recipe.seed + k}) for k in range(seeds)],
        parts.encoder,
        parts.target,
        parts.by_name["train"],
        parts.by_name["validation"],
        device=device,
        engine=engine,
        listen=listen,
        observe=observe,
    )
    held_out = parts.by_name["validation"]
    chosen = with_threshold(with_temperature(fitted, held_out), held_out)
    return with_conformal(chosen, parts.calibration)


def score_parts(fitted: Fitted, parts: Parts) -> tuple[Scores, Guesses]:
    """Score every part of the rows that has any, the test rows for the first and only time."""
    scores: Scores = {}
    guesses: Guesses = {}
    task, asked, train = fitted.target.task, fitted.recipe.metric, parts.by_name["train"]
    learned_from = restored(fitted.target, train.target_N)
    for name, part in parts.by_name.items():
        if len(part):
            expected, weight_N = restored(fitted.target, part.target_N), part.weight_N
            predictions = predict_encoded(fitted, part.encoded)
            scores[name] = score_rows(task, expected, predictions, weight_N=weight_N, asked=asked)
            guesses[name] = guess(
                task,
                learned_from,
                expected,
                train_weight_N=train.weight_N,
                weight_N=weight_N,
                asked=asked,
            )
    return scores, guesses


def _log_test(writer: RunWriter, prepared: Prepared, recipe: Recipe) -> tuple[str, ...]:
    """Write into the journal that the test rows were opened; say who else has, beside this run."""
    if not len(prepared.split.test):
        return ()
    table = prepared.table if prepared.test_table is None else prepared.test_table
    rows = fingerprint(table.source.sha256, prepared.split.test)
    writer.record(OPENED, rows)
    asked = mark_of(to_json(recipe).encode()).sha256
    return opened_note(others_that_opened(writer.path, OPENED, rows, asked))


@contextmanager
def _kept_in_any_case(writer: RunWriter, fitted: Fitted, listen: Listener) -> Iterator[None]:
    """Keep what was trained, as an unfinished run, when the work after it ends early."""
    writer.write(MODEL, model_bytes(fitted))
    try:
        yield
    except BaseException:
        listen(Note(f"What was trained is kept as the unfinished run {writer.keep_unfinished()}."))
        raise


def _draw(writer: RunWriter, prepared: Prepared, contents: Contents, listen: Listener) -> None:
    from separatrix.pictures.catalogue import run_pictures  # Matplotlib takes a second
    from separatrix.pictures.subject import Subject

    subject = Subject(contents.fitted, _shown(prepared), contents.scores, contents.guess)
    drawn, failed = run_pictures(subject)
    _tell(failed, listen)
    for name, content in drawn.items():
        writer.write(f"{PICTURES}/{name}", content)


def _shown(prepared: Prepared) -> dict[str, Table]:
    """Return the rows that pictures show: training rows, and test rows (else validation rows)."""
    return {name: prepared.part(name) for name in prepared.split.shown}


def _tell(notes: tuple[str, ...], listen: Listener) -> None:
    for note in notes:
        listen(Note(note))


def _check_one_stream(table: object, test_table: object | None) -> None:
    if isinstance(table, str) and isinstance(test_table, str) and table == test_table == "-":
        raise DataError("Standard input holds one table, got it as test table too. Name a file.")


def _recipe(asked: object) -> Recipe:
    if isinstance(asked, Recipe):
        return asked
    if isinstance(asked, str) and asked in PRESETS:
        return PRESETS[asked]
    hint = did_you_mean(asked, PRESETS) if isinstance(asked, str) else ""
    raise RecipeError(
        f"recipe must be a Recipe or the name of a preset, got {asked!r}.{hint} "
        f"The presets are {listed(PRESETS)}."
    )


def _check_seeds(seeds: object) -> None:
    if not isinstance(seeds, int):
        raise RecipeError(f"seeds must be a whole number, got {seeds!r}.")
    if seeds < 1:
        raise RecipeError(f"seeds must be 1 or more, got {seeds}.")
