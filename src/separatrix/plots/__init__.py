"""Numbers drawn on given Matplotlib axes: nothing here trains, predicts or shows a window."""
