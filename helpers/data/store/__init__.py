"""Where data sets lie on this computer, and how one that is missing comes there."""
