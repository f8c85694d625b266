"""Names of bodies and fields: how they are shortened, and which one a query means."""
