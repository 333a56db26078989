"""Running the box: which processes it has, what each may know, and how they are kept alive.

`box` says what the box consists of, `prepare` brings its database up to date,
`processes` starts, watches and stops programs, `instance` remembers which box runs.
"""
