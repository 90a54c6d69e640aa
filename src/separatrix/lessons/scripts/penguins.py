"""The penguins in a script that stands alone: reading, one-hot and standardising by hand."""

from separatrix.lessons.scripts.fill import fill

PENGUIN_ROWS = fill("""
    # The file is named on the command line, or lies in the folder that you are in.
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "penguins.csv")
    if not path.exists():
        sys.exit(f"There is no {path}. Get it: separatrix toy penguins -o penguins.csv")
    with path.open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))

    NUMBERS = [
        "bill_length_mm",
        "bill_depth_mm",
        "flipper_length_mm",
        "body_mass_g",
        "year",
    ]
    CATEGORIES = ["island", "sex"]
    SPECIES = sorted({row["species"] for row in table})
    labels = [SPECIES.index(row["species"]) for row in table]
""")

PENGUIN_SPLIT = '''
    # Four fifths to learn from; the others only judge, nothing is learned from them.
    train_rows, test_rows, train_labels, test_labels = train_test_split(
        table, labels, test_size=0.2, random_state=$seed, stratify=labels
    )

    # Mean and spread of each number and the levels of each category are learned too, and
    # so from the training rows alone. An empty cell is a missing value.
    known = {name: [row[name] for row in train_rows if row[name]] for name in table[0]}
    mean = {name: np.mean([float(value) for value in known[name]]) for name in NUMBERS}
    spread = {name: np.std([float(value) for value in known[name]]) for name in NUMBERS}
    levels = {name: ["", *sorted(set(known[name]))] for name in CATEGORIES}


    def encode(row):
        """Turn one penguin into numbers."""
        numbers = []
        for name in NUMBERS:
            # Standardised; a missing number becomes the mean and is marked by a 1.
            value = float(row[name]) if row[name] else mean[name]
            numbers += [(value - mean[name]) / spread[name], float(row[name] == "")]
        for name in CATEGORIES:
            # One-hot: a 1 for the level that the row has; missing is a level too.
            numbers += [float(row[name] == level) for level in levels[name]]
        return numbers


    X_train = torch.tensor([encode(row) for row in train_rows], dtype=torch.float32)
    X_test = torch.tensor([encode(row) for row in test_rows], dtype=torch.float32)
    y_train, y_test = torch.tensor(train_labels), torch.tensor(test_labels)
    X_train, y_train = X_train.to(device), y_train.to(device)
    X_test, y_test = X_test.to(device), y_test.to(device)
'''

PENGUIN_PICTURE = """
    # Two numbers move, all others stay at the mean of the training rows.
    across, up = 0, 2 * NUMBERS.index("flipper_length_mm")
    side = torch.linspace(-3, 3, 200, device=device)
    x2, x1 = torch.meshgrid(side, side, indexing="ij")
    grid = X_train.mean(dim=0).repeat(x1.numel(), 1)
    grid[:, across], grid[:, up] = x1.flatten(), x2.flatten()
    regions = predict(network, grid).reshape(x1.shape)
"""
