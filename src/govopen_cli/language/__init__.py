"""The language of the tables: deadline phrases, names of bodies and fields."""
