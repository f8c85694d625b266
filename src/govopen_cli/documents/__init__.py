"""The ledger to a document, and back."""
