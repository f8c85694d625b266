"""The plan as a YAML file: its nodes, its shape, loading, checks, writing."""
