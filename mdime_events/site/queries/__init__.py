"""What pages ask of the database: one module a page, functions of a plain connection that answer in frozen values."""
