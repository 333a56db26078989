"""Figures for everybody: how a commune does its work, told without names; pages, files and how to count again."""
