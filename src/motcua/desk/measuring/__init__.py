"""Screens of what work took and who did it: bottlenecks, figures for emulation, an officer's own numbers."""
