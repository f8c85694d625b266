"""What must be done: model, deadline grammar, unit names, YAML loader, compiled index."""
