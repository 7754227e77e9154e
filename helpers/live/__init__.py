"""Figures that students work with their hands, in JavaScript without a framework."""

from helpers.live.lenet_network import save_lenet

__all__ = ["save_lenet"]
