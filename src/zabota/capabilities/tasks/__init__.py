"""What is to be done, by whom and when; dates and rhythms of customers make tasks of themselves."""
