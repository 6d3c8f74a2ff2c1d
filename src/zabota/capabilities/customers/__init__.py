"""Customers: persons and companies, their names, phones, e-mails."""
