"""The catalogue as people see it: a commune's home, its procedures, one procedure, a filled-in sample."""
