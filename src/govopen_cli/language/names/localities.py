"""Which units are places with a government of their own (区、县、乡镇、街道、开发区), and which are departments."""

from functools import cache

from govopen_cli.language.names.bodies import readings

_KINDS = ("", "政府", "管委会", "街道")
_ENDS = ("区", "县", "市", "旗", "州", "盟", "镇", "乡", "街道", "园区")
_HIGHER = ("自治区", "直辖市")


@cache
def is_locality(name: str, home: str | None = None) -> bool:
    """Tell whether a unit is a place (海勃湾区政府, 高新区管委会, 横山镇) and no department; ``home`` is the place whose table it is, never one of them.

    A name that is only a level (市政府, 县政府) is the government whose table it is.
    """
    for body in readings(name):
        place = "" if body.level or body.place or body.organ else body.core.split("(")[0]  # 各县(市、区)
        if body.kind == "街道" and len(place) > 1:
            return True
        if body.kind in _KINDS and len(place) > 1 and place.endswith(_ENDS) and not place.endswith(_HIGHER):
            return home is None or place.removeprefix(home.rstrip("市县区旗州盟")) not in ("", *_ENDS)
    return False
