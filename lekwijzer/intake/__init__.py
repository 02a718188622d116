"""Intake: from the files of a dataset to items, each with its hash, its kind and what is wrong with it."""

from lekwijzer.intake.hashes import HashCache
from lekwijzer.intake.items import BETWEEN, Item, Limits, safe_label
from lekwijzer.intake.listing import CONTAINERS, Lister, hash_file, open_member
from lekwijzer.intake.magic import is_embedded
from lekwijzer.intake.unpack import fingerprint
from lekwijzer.intake.walk import Found, walk

__all__ = [
    "BETWEEN",
    "CONTAINERS",
    "Found",
    "HashCache",
    "Item",
    "Limits",
    "Lister",
    "fingerprint",
    "hash_file",
    "is_embedded",
    "open_member",
    "safe_label",
    "walk",
]
