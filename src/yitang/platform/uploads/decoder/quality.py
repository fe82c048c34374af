"""How good a photo is, measured while it is decoded: how light, how sharp, and on how many sides the paper runs out of the picture.

Runs in the decoder's process only. The numbers are hints for who photographs; they never refuse a file.
"""

from PIL import Image, ImageFilter, ImageStat

# Sizes at which is measured, so that a number means the same for every camera.
SHARP_AT, SIDES_AT = 1000, 128
# The second derivative in four directions: large where a stroke begins or ends (Laplacian; 128 is nothing).
LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
# Of an edge of the picture so much must be as light as the paper; light and dark lie so far apart when a paper lies on a desk.
SHARE, APART = 0.35, 50
LEVELS = 256


def measured(picture: Image.Image) -> dict[str, int]:
    """Mean light (0 to 255), variance of the Laplacian at 1000 px, and sides (0 to 4) at which a light paper leaves the picture."""
    grey = shrunk(picture, SHARP_AT).convert("L")
    inner = grey.filter(LAPLACIAN).crop((1, 1, max(2, grey.width - 1), max(2, grey.height - 1)))
    return {"light": round(ImageStat.Stat(grey).mean[0]), "sharp": round(ImageStat.Stat(inner).var[0]), "sides": sides(shrunk(grey, SIDES_AT))}


def shrunk(picture: Image.Image, most: int) -> Image.Image:
    """The picture with its longer side at most so many pixels; the given one stays as it is."""
    longer = max(picture.size)
    if longer <= most:
        return picture
    size = (max(1, picture.width * most // longer), max(1, picture.height * most // longer))
    return picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def sides(grey: Image.Image) -> int:
    """On how many sides the lighter of two grounds reaches the edge; 0 when there are no two grounds."""
    level, dark, light = parted(grey.histogram())
    if light - dark < APART:
        return 0
    width, height = grey.size
    edges = ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    return sum(share_above(grey.crop(edge), level) > SHARE for edge in edges)


def share_above(part: Image.Image, level: int) -> float:
    """How much of a part is lighter than the level."""
    return sum(part.histogram()[level + 1 :]) / (part.width * part.height)


def parted(histogram: list[int]) -> tuple[int, float, float]:
    """The level that parts dark from light best (Otsu 1979), and the mean of either side."""
    total, sum_all = sum(histogram), sum(n * count for n, count in enumerate(histogram))
    below, sum_below, best, found = 0, 0, -1.0, (0, 0.0, 0.0)
    for level in range(LEVELS - 1):
        below += histogram[level]
        sum_below += level * histogram[level]
        above = total - below
        if not below or not above:
            continue
        dark, light = sum_below / below, (sum_all - sum_below) / above
        between = below * above * (light - dark) ** 2
        if between > best:
            best, found = between, (level, dark, light)
    return found
