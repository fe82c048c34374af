"""Faults of the live room."""


class NewsTooLong(ValueError):
    """A payload above 2 kB: news says what changed, whatever is longer is fetched under the access rule."""
