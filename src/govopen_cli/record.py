"""Named tuples and lazy attributes for modules that every command loads: what typing and functools offer, without their price.

A type checker sees ``typing.NamedTuple`` and ``functools.cached_property`` themselves. At run time the class is built from its annotations alone: importing typing costs more than
a query, and a class made by ``collections.namedtuple`` several times what one costs here, because it compiles its constructor at once. Here
the constructor is compiled when the first record of a class is made.
"""

__all__ = ["NamedTuple", "lazy"]

TYPE_CHECKING = False

if TYPE_CHECKING:
    from functools import cached_property as lazy
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter as _field  # reads a field in C
    except ImportError:  # a Python other than CPython
        from operator import itemgetter

        def _field(index, doc):
            return property(itemgetter(index), doc=doc)

    def _names(namespace):
        """Return the annotated names of a class body in their order; from Python 3.14 on they are made by a function."""
        if "__annotations__" in namespace:
            return tuple(namespace["__annotations__"])
        annotate = namespace.get("__annotate_func__") or namespace.get("__annotate__")
        return tuple(annotate(1)) if annotate else ()

    def _constructor(names, defaults):
        """Return a constructor that takes values by place and by name, and names what is missing."""
        text = f"lambda _cls, {', '.join(names)}: _new(_cls, ({', '.join(names)},))"
        made = eval(text, {"_new": tuple.__new__})  # noqa: S307  the names are those of a class body
        made.__defaults__ = defaults
        made.__name__ = made.__qualname__ = "__new__"
        return made

    class _Record(type):
        """Makes the class of a record."""

        def __new__(mcs, name, bases, namespace):
            if bases == (tuple,) or hasattr(bases[0], "_fields"):  # the root, or a class that adds methods to a record
                return type.__new__(mcs, name, bases, namespace)
            names = _names(namespace)
            defaults = {field: namespace[field] for field in names if field in namespace}
            if tuple(defaults) != names[len(names) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")

            def first(_cls, *args, **values):
                made.__new__ = _constructor(names, tuple(defaults.values()))
                return made.__new__(_cls, *args, **values)

            namespace.update(
                {field: _field(index, None) for index, field in enumerate(names)},
                __slots__=(),
                __new__=first,
                __match_args__=names,
                _fields=names,
                _field_defaults=defaults,
            )
            made = type.__new__(mcs, name, bases, namespace)
            return made

    class NamedTuple(tuple, metaclass=_Record):
        """A tuple whose fields have names."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            """Return a record of values in the order of the fields."""
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
            return made

        def _replace(self, **values):
            """Return the record with other values in some fields."""
            made = self._make(map(values.pop, self._fields, self))
            if values:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(values)}")
            return made

        def _asdict(self):
            """Return the values by the names of their fields."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in zip(self._fields, self, strict=True))})"

        def __getnewargs__(self):
            """Return what a copy or an unpickled record is made of."""
            return tuple(self)

    class lazy:
        """An attribute that is made when it is first asked for, and kept."""

        def __init__(self, make):
            self.make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner, name):
            self.name = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            value = instance.__dict__[self.name] = self.make(instance)
            return value
