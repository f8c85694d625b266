"""What each question is answered with: one module a family of pages. A page function takes the ledger and what was asked, and prints nothing."""
