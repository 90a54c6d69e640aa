"""Losses, optimizers, schedules, the loop, stopping, history."""
