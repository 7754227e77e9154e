"""The machinery of the exercises: answers taken in, judged, and answered by a verdict."""
