"""Checks that answer an exercise at once: one module per notebook, one small mechanism.

In a notebook: ``from helpers.checks import perceptron_or_gate as check``.
"""
