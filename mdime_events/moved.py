"""Which ratings drafts would move."""


def moved(place, drafts):
    return []
