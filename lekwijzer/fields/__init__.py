"""One module per kind of value: clean, validate, mask.

The functions take and give Polars Series, because a batch is a column at a time; `None` is "not a value of this kind".
`normalise` puts them together: a frame of roles becomes a frame of mentions.
"""
