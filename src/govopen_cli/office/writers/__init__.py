"""The ledger to files: one module for each kind of file."""
