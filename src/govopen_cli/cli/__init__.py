"""Commands: parse arguments, call, choose a view. No rule of the domain lives here."""
