"""Front door of numbering."""

from yitang.platform.numbering.operations import Drawn, continue_after, draw

__all__ = ["Drawn", "continue_after", "draw"]
