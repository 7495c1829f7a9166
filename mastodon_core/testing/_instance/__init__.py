"""The parts of the offline instance: state, rules, handlers and JSON."""
