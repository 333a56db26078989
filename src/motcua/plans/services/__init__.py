"""The only writers of plans: entering, reviewing, giving out, working, reminding; one transaction and event each."""
