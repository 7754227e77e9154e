"""A fingerprint of the code that a measured value rests on.

A record says something of a value only as long as the value is computed as it was then. Which
statements compute it is found backwards from the call of `measured`: whatever assigns a name that
is needed, or changes the object behind it, belongs to it, and what that needs in its turn. Figures
and printed lines don't, nor do comments and spaces, nor the seed, which each run has another of.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Mapping, Sequence

CALL = "measured"
ONLY_SHOW = {"print", "plots", "plt", "display", "check", "descent", "widgets"}
CHANGING = {
    "adapt", "add", "append", "compile", "extend", "fit", "load_weights", "pop", "set_weights",
    "shuffle", "train_on_batch", "update",
}
FILLING = {"copyto", "fill_diagonal", "place", "put", "putmask"}
LEAVING = {"describe", "head", "info", "set_random_seed", "show", "summary"}
NOT_CODE = {"ctx", "kind", "type_comment"}
SEED = "seed"
_MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


def fingerprint(cells: Sequence[str]) -> str:
    """Give the fingerprint of what is measured in the last of several cells.

    It is twelve hexadecimal digits; the cells are sources of code, in the order in which they ran.
    """
    kept = [_text(one) for one in behind(cells) if _stored(one) != {SEED}]
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()[:12]


def behind(cells: Sequence[str]) -> list[ast.stmt]:
    """Give the statements that what is measured in the last of several cells rests on, in order.

    Of a last cell that measures nothing, whatever it loads counts as measured.
    """
    *before, last = map(_statements, cells)
    statements = [*(one for cell in before for one in cell), *last]
    inside = {one.name: one for one in statements if isinstance(one, ast.FunctionDef)}
    needed, kept = set(), []
    for statement in [one for one in last if _measures(one)] or last:
        needed |= _needed_by(statement, inside)
    for statement in reversed(statements):
        if _measures(statement) and statement in last:
            continue
        stored = _stored(statement)
        if not needed & (stored | _changed(statement, inside)):
            continue
        kept.append(statement)
        needed -= _replaced(statement)
        needed |= _needed_by(statement, inside)
    return kept[::-1]


def _text(part: object) -> str:
    """Write code as a tree; `ast.dump` would write it otherwise in each version of Python."""
    if isinstance(part, list):
        return f"[{' '.join(map(_text, part))}]"
    if not isinstance(part, ast.AST):
        return repr(part)
    fields = [
        f"{name}={_text(value)}"
        for name, value in ast.iter_fields(part)
        if value is not None and value != [] and name not in NOT_CODE
    ]
    return f"{type(part).__name__}({' '.join(fields)})"


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(_MAGIC.sub(r"\1pass", source)).body
    except SyntaxError:  # it didn't run either
        return []


def _measures(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "id", None) == CALL
        for node in ast.walk(statement)
    )


def _loaded(node: ast.AST) -> set[str]:
    """Name what code takes from outside: not what a function or a loop has to itself.

    What a check is given isn't needed either: a check lets only what is right through.
    """
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    if isinstance(node, ast.Call) and _root(node.func) == "check":
        return {"check"}
    loaded = set().union(*map(_loaded, ast.iter_child_nodes(node)))
    if isinstance(node, ast.For):
        return loaded - _assigned(node.target) | _loaded(node.iter)
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        return loaded - _own(node)
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return loaded - set().union(*(_assigned(part.target) for part in node.generators))
    return loaded


def _assigned(node: ast.AST) -> set[str]:
    """Name what code assigns, but for what a comprehension has to itself."""
    if isinstance(node, ast.comprehension):
        return set()
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Store) else set()
    return set().union(*map(_assigned, ast.iter_child_nodes(node)))


def _own(function: ast.AST) -> set[str]:
    """Name a function's parameters and what it assigns."""
    return {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)} | _assigned(function)


def _needed_by(statement: ast.stmt, inside: Mapping[str, ast.FunctionDef]) -> set[str]:
    """Name what a statement loads, with what the functions that it uses load when they run."""
    needed, waiting = set(), _loaded(statement)
    while waiting:
        name = waiting.pop()
        needed.add(name)
        if name in inside:
            waiting |= _loaded(inside[name]) - needed
    return needed


def _stored(statement: ast.stmt) -> set[str]:
    """Name what a statement assigns; what is inside a function stays there."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    targets = {_root(node) for node in ast.walk(statement) if _is_part_assigned(node)}
    return _assigned(statement) | targets - {""}


def _replaced(statement: ast.stmt) -> set[str]:
    """Name what a statement assigns whatever was there before."""
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return _assigned(statement)
    is_defined = isinstance(
        statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    )
    return _stored(statement) if is_defined else set()


def _is_part_assigned(node: ast.AST) -> bool:
    """Recognise ``table["x"] = …`` and ``layer.weights = …``."""
    is_part = isinstance(node, (ast.Attribute, ast.Subscript))
    return is_part and isinstance(node.ctx, ast.Store)


def _changed(
    statement: ast.stmt, inside: Mapping[str, ast.FunctionDef], seen: frozenset[str] = frozenset()
) -> set[str]:
    """Name the objects that a statement changes by calls, also inside the functions it calls."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)) and not seen:
        return set()
    found: set[str] = set()
    for node in ast.walk(statement):
        name = getattr(node.func, "id", None) if isinstance(node, ast.Call) else None
        if name in inside and name not in seen:
            function = inside[name]
            parts = {_root(part) for part in ast.walk(function) if _is_part_assigned(part)}
            found |= (parts | _changed(function, inside, seen | {name})) - _own(function)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found.add(_changed_by(node.value))
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", None) in CHANGING:
            found.add(_root(node.func))
    return found


def _changed_by(call: ast.Call) -> str:
    """Name what a call changes that gives nothing back: its object, or its first argument."""
    if _root(call.func) in ONLY_SHOW or getattr(call.func, "attr", None) in LEAVING:
        return ""
    if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "np":
        # A student's `np.mean(answers)`, say. Few of NumPy's functions change what they are given.
        return _root(call.args[0]) if call.args and call.func.attr in FILLING else ""
    if isinstance(call.func, ast.Attribute) and call.func.attr != "shuffle":
        return _root(call.func)
    return _root(call.args[0]) if call.args else ""


def _root(node: ast.AST) -> str:
    """Give the first name of ``model.layers[0].kernel``."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
