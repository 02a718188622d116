"""From links to what can be said of each register row, and the immutable revision that says it."""
