"""Which mention is which row of which register: exact numbers first, then what else agrees; ties never link."""
