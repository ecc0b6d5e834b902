"""The pages, one module each: what was asked, one question to the database, one template."""
