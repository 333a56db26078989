"""Plans at the desk: lists, the review beside the text, targets, tasks, what is one's own."""
