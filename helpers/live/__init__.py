"""Figures that students work with their hands, in JavaScript without a framework."""
