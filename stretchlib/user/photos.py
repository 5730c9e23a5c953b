"""A photo of a stretch, kept beside it: small, and without where and when it was taken."""

from io import BytesIO

from stretchlib.catalog.reader import LARGEST_PHOTO, PHOTOS
from stretchlib.errors import CatalogError
from stretchlib.places import own_folder
from stretchlib.user.folder import write_over

SIDE_PX = 900
"""Of the longer side: as large as a player shows it, twice over."""
MOST_PIXELS = 100_000_000
PHOTO_FORMATS = ("JPEG", "PNG")
QUALITY = 82


def keep_photo(content: bytes, slug: str, name: str = "This picture") -> str:
    """
    Keep a photo in `photos/` of your own folder, for its owner alone; return its name.

    It is made smaller and turned upright. What else is in the file stays behind: phones write
    where and when a picture was taken.

    Parameters
    ----------
    content : bytes
        A JPEG or a PNG.
    slug : str
        The stretch it is of. A photo that is there already is replaced.
    name : str
        What to call it, should it not be a picture.

    Examples
    --------
    >>> keep_photo(b"GIF89a", "pigeon", "pigeon.gif")
    Traceback (most recent call last):
    ...
    stretchlib.errors.CatalogError: pigeon.gif is not a picture that can be read. Save it as JPEG
    or PNG, and choose it again.
    """
    # Pillow takes longer to import than the rest of this room, and few keep a photo.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=PHOTO_FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                msg = f"{name} is too large: {found.width} x {found.height}. Choose a smaller one."
                raise CatalogError(msg)
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        cure = "Save it as JPEG or PNG, and choose it again."
        msg = f"{name} is not a picture that can be read. {cure}"
        raise CatalogError(msg) from error
    upright.thumbnail((SIDE_PX, SIDE_PX))
    small = BytesIO()
    upright.save(small, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    assert small.tell() <= LARGEST_PHOTO
    kept = f"{slug}.jpg"
    write_over(own_folder() / PHOTOS / kept, small.getvalue())
    return kept
