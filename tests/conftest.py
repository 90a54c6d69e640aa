"""What every test stands on: one thread, so that numbers and times do not hang on the machine."""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # read by PyTorch and scikit-learn when they are imported
