"""Which column is which field: from the words of the header and from the values themselves."""
