"""Measuring the product as people use it, beside the limit of the machine below it (`motcua bench`).

Pages are asked for in this process through the whole stack of middlewares and views
(django.test.Client), connected with the web login, so row-level security applies as in
production; no network and no web server lie between. Nothing here asserts a time.
"""
