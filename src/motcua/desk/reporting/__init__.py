"""Reports of a unit at the desk: choose, look, write what machines cannot, take out."""
