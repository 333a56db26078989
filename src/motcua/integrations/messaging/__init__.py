"""Mails out of the house over SMTP, and a server for the demonstration that keeps them."""
