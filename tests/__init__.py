"""The tests. A package, so that no package of this name elsewhere stands in front of it."""
