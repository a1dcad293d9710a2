"""Files to typed columns that know their place."""
