"""Runs beside each other: what differs between them, and whether one answers better."""
