"""Plans of the office: targets, tasks, what a paper asks and how far it is done; reports."""
