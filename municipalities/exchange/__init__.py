"""Records in files and back: what stands in a sheet (`columns`, `records`), a file read against the records (`reader`),
and the run of an import from the upload to what was accepted (`runs`).

The kinds of records are declared by each room (`municipalities.exchange.books`, `projects.exchange`), the pages stand
in the roof's admin.
"""
