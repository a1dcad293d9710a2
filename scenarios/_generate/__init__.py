"""The parts of the scenario generator, one concept a module."""
