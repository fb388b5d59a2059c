"""The end of a year's return: closed, it makes the year's statistics. The room of surveys does not know these."""
