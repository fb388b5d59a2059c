"""The search page: one box over everything public, grouped by kind."""
