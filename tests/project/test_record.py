"""Records of the start-up path behave as typing.NamedTuple does, and cost no import of typing."""

import ast
import copy
import pickle
import subprocess
import sys
import typing

import pytest

from govopen_cli.record import NamedTuple


class Light(NamedTuple):
    """A record as the house makes it."""

    name: str
    days: int = 3
    parts: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        return self.days > 3


class Heavy(typing.NamedTuple):
    """The same, made by the standard library."""

    name: str
    days: int = 3
    parts: tuple[str, ...] = ()


CALLS: list[tuple[tuple[typing.Any, ...], dict[str, typing.Any]]] = [
    (("a",), {}),
    (("a", 4), {}),
    (("a",), {"parts": ("x",)}),
    ((), {"parts": (), "days": 9, "name": "b"}),
]


@pytest.mark.parametrize(("given", "named"), CALLS)
def test_a_record_is_the_tuple_that_typing_makes(given: tuple[typing.Any, ...], named: dict[str, typing.Any]) -> None:
    light, heavy = Light(*given, **named), Heavy(*given, **named)
    assert tuple(light) == tuple(heavy)
    assert hash(light) == hash(heavy)
    assert light._asdict() == heavy._asdict()
    assert repr(light).replace("Light", "Heavy") == repr(heavy)
    assert tuple(light._replace(days=8)) == tuple(heavy._replace(days=8))
    assert copy.deepcopy(light) == pickle.loads(pickle.dumps(light)) == light
    assert type(copy.copy(light)) is Light
    assert not hasattr(light, "__dict__")
    match light:
        case Light(name, days, parts):
            assert (name, days, parts) == heavy


@pytest.mark.parametrize("given", [(), ("a", 1, (), 2)])
def test_a_wrong_number_of_values_is_refused(given: tuple[typing.Any, ...]) -> None:
    for made in (Light, Heavy):
        with pytest.raises(TypeError):
            made(*given)
        with pytest.raises(TypeError):
            made._make(given)
    with pytest.raises(TypeError):
        Light("a", day=1)  # type: ignore[call-arg]
    with pytest.raises((TypeError, ValueError)):
        Light("a")._replace(day=1)  # type: ignore[call-arg]


def test_what_the_class_says_about_itself() -> None:
    assert Light._fields == Heavy._fields == ("name", "days", "parts")
    assert Light._field_defaults == Heavy._field_defaults
    assert Light("a", 4).long
    assert not Light("a").long


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(TypeError):
        exec("class Wrong(NamedTuple):\n    a: int = 1\n    b: int", {"NamedTuple": NamedTuple, "__name__": "wrong"})


def test_the_module_imports_nothing() -> None:
    script = (
        "import sys; before = set(sys.modules); import govopen_cli.record, govopen_cli.errors; print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {script}"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded = {name for name in ast.literal_eval(done.stdout) if name not in sys.builtin_module_names}
    assert loaded == {"govopen_cli", "govopen_cli.errors", "govopen_cli.record"}
