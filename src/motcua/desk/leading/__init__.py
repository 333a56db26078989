"""What leaders and managers look at: the board, the chairman's page, the sheet of the morning."""
