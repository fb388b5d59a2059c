"""`make bench`: what a page costs, as a multiple of floor-1. Never part of the tests."""
