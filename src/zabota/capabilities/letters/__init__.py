"""Letters and documents: templates with the customer's own data, sent by e-mail or taken away as PDF and Word."""
