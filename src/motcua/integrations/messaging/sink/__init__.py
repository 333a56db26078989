"""A mail server that delivers to nobody: it keeps what it is given and shows it on a page.

For the demonstration and for tests. It speaks SMTP on a port of its own, so that mails leave the house as they will
in earnest, and knows nothing of the house: no database, no settings, no secret.

    python -m motcua.integrations.messaging.sink --port 8025 --page-port 8026 --data var/mails
"""
