"""scikit-learn's door: estimators and a display over the same workflow."""
