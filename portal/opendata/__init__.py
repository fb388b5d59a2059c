"""The public records as files for machines: what there is (`catalogue`), on a day (`edition`), written (`files`)."""
