"""Settings tried by the dozen: chosen on validation rows, the test opened once for the winner."""
