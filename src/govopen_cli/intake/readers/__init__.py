"""Files to grids of cells: one module for each kind of file."""
