"""What the commands do to notebooks."""
