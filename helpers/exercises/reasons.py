"""What Python, NumPy and Keras say when they stop, in words for who meets it the first time."""

from __future__ import annotations

import re

from helpers.exercises.verdicts import said_by

LONGEST_REASON = 150

# The kind of an error, what its message holds, and what is said in its place; {0}, {1}, … are the
# groups of the pattern.
_IN_OTHER_WORDS = [(kind, re.compile(pattern, re.DOTALL), text) for kind, pattern, text in (
    (NameError, r"name '(\w+)' is not defined",
     "there is no {0}. Is it spelled as where it was made, and has that cell been run? Or is it a "
     "word that lacks its quotes?"),
    (UnboundLocalError, r"variable '(\w+)'",
     "{0} is used before it has a value in the function. Is it one of its arguments?"),
    (TypeError, r"(\w+)(?:\.__init__)?\(\) takes .*\d+ positional arguments? but \d+ w",
     "{0} is called with more arguments than it takes. (The first argument of a function in a "
     "class is self.)"),
    (TypeError, r"(\w+)(?:\.__init__)?\(\) missing \d+ required positional arguments?: (.+)",
     "{0} is called without {1}, which it needs"),
    (TypeError, r"(\w+)(?:\.__init__)?\(\) got an unexpected keyword argument '(\w+)'",
     "{0} takes no argument of the name {1}. Is it spelled right, and in the right brackets?"),
    (ValueError, r"not recognized: \{'(\w+)'",
     "there is no argument of the name {0}. Is it spelled right?"),
    (ValueError, r"Argument `(\w+)` should be float", "{0} should be a number, without quotes"),
    ((TypeError, ValueError), r"Unrecognized keyword arguments passed to (\w+): \{'(\w+)'",
     "{0} takes no argument of the name {1}. Is it spelled right, and in the right brackets?"),
    (TypeError, r"not supported between instances of '(\w+)' and 'str'|'str' and '(\w+)'",
     "a number is compared with text. Numbers are written without quotes"),
    (TypeError, r"'NoneType'",
     "there is a None where a value is needed. Which line gives back nothing, as append, sort, "
     "print and compile do?"),
    (TypeError, r"'ellipsis'", "there is still a ... where a value is needed"),
    (TypeError, r"Generator' object is not callable",
     "a generator draws by its methods, as in rng.random(...). It can't be called itself"),
    (TypeError, r"'(\w+)' object is not callable",
     "something of the kind {0} is called like a function. Is a comma or an operator missing "
     "before a bracket, or is a function's name used for something else?"),
    (TypeError, r"'(?:builtin_function_or_method|method|function)' object is not subscriptable",
     "square brackets stand behind a function, which is called with round ones"),
    (TypeError, r"operand type.*'(?:builtin_function_or_method|method|function)'",
     "a function stands where what it returns is needed. Are the brackets behind its name missing, "
     "as in array.mean()?"),
    (TypeError, r"only (?:length-1|0-dimensional|integer scalar) arrays can be converted",
     "one number is needed where a whole array stands"),
    (TypeError, r"only integer|cannot be interpreted as an integer|must be integers",
     "a whole number is needed where another number stands. (/ never gives a whole number, // "
     "does.)"),
    (AttributeError, r"'dict' object has no attribute '(\w+)'",
     'a dictionary gives a value by its name in square brackets: ["{0}"], not .{0}'),
    (AttributeError, r"'NoneType' object has no attribute '(\w+)'",
     "{0} is asked of a None. Which line gives back nothing, as append, sort, print and compile "
     "do?"),
    (AttributeError, r"'int' object has no attribute 'lower'",
     'there is a number where Keras takes a word, as in padding="same" or padding="valid"'),
    (AttributeError, r"'list' object has no attribute '(\w+)'",
     "a list has no {0}. np.array makes an array of it, which has more"),
    (AttributeError, r"'([\w.]+)' object has no attribute '(\w+)'",
     "something of the kind {0} has no {1}. Is it spelled right?"),
    (AttributeError, r"module '([\w.]+)' has no attribute '(\w+)'",
     "{0} has no {1}. Is it spelled right?"),
    (KeyError, r"(.+)", "there is no {0} in the dictionary"),
    (IndexError, r"index (-?\d+) is out of bounds for axis \d with size (\d+)",
     "place {0} is asked for where there are {1}, counted from 0"),
    (IndexError, r"indexing arrays could not be broadcast together with shapes (.*\))",
     "the indices in square brackets don't pair off: their shapes are {0}"),
    (IndexError, r"(?:list|tuple|string) index out of range",
     "a place is asked for behind the end. The places are counted from 0"),
    (IndexError, r"too many indices|only integers, slices",
     "what stands in square brackets doesn't fit the array: is it one number for each axis, and a "
     "whole one?"),
    (ZeroDivisionError, r"", "something is divided by 0"),
    (RecursionError, r"", "it calls itself again and again, without an end"),
    (ValueError, r"matmul|not aligned|Matrix size-incompatible",
     "a matrix product doesn't fit: each row of the left one needs as many numbers as each column "
     "of the right one. Is there a .T too many or too few, or is * meant?"),
    (ValueError, r"could not be broadcast together with (?:shapes|remapped shapes)? ?(.*\))",
     "two arrays of the shapes {0} don't fit together, number by number"),
    (ValueError, r"cannot reshape array of size (\d+) into shape (\(.*\))",
     "{0} numbers don't fill the shape {1}, or are too many for it"),
    (ValueError, r"too many values to unpack \(expected (\d+)",
     "{0} things are taken apart where there are more. Is their number written into your "
     "function?"),
    (ValueError, r"not enough values to unpack \(expected (\d+), got (\d+)",
     "{0} things are taken apart where there are {1}"),
    (ValueError, r"truth value of an array",
     "a whole array stands where a yes or no is needed. Which of its numbers does the if, and, or "
     "or not mean?"),
    (ValueError, r"inhomogeneous shape", "the rows of an array have different lengths"),
    (ValueError, r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
     "there is no axis {0} in an array with {1}; they are counted from 0"),
    (ValueError, r"Cannot convert '?(\d+)'? to a shape",
     "a shape is one thing, in brackets of its own: keras.Input((…, …))"),
    (ValueError, r"Only input tensors may be passed as positional arguments",
     "a layer is called with another one. Is a comma missing between two layers?"),
    (ValueError, r"Only instances of `keras.Layer` can be added",
     "there is something among the layers that is none. Are there brackets behind each name, as in "
     "layers.Flatten()?"),
    (ValueError, r"`(\w+)` argument must be a tuple.*Received \w+=(\w+)",
     "{0} can't be {1}. Was another argument meant, and does its name stand before it?"),
    (ValueError, r"expected axis -1 of input shape to have value (\d+), .*?, (\d+)\)",
     "a layer was made for {0} numbers, and {1} come in. Is something before it missing or "
     "changed since, or is it a layer of another network?"),
    (ValueError, r"requested to type uint8",
     "the bytes of the images, from 0 to 255, come to a layer that multiplies. Which layer should "
     "turn them into numbers from 0 to 1 first?"),
    (ValueError, r"`padding` argument must be", 'padding is "same" or "valid"'),
    (ValueError, r"output size would be (?:zero or )?negative|[Nn]egative dimension",
     "a map would become smaller than nothing. Are there too many convolutions or poolings, "
     "are their steps too long, or is the image too small?"),
    (ValueError, r"Could not interpret (\w+) (?:function )?identifier: ([\w.-]+)",
     "Keras knows no {0} that is called {1}. Is it spelled right?"),
)]


def reason_of(error: BaseException) -> str:
    """Say in a sentence what was wrong, in other words where we have some."""
    text = re.sub(r"\x1b\[\d*m", "", said_by(error)[: 100 * LONGEST_REASON])
    for kind, pattern, in_other_words in _IN_OTHER_WORDS:
        if isinstance(error, kind) and (found := pattern.search(text)):
            groups = [group[:60] for group in found.groups(default="")]
            return _as_a_sentence(in_other_words.format(*groups))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # What a layer raises comes behind a line that only says in which layer.
    telling = [line for line in lines if not line.startswith("Exception encountered")]
    reason = (telling or lines or [type(error).__name__])[0]
    if len(reason) > LONGEST_REASON:
        reason = reason[: LONGEST_REASON - 1] + "…"
    return _as_a_sentence(reason)


def _as_a_sentence(reason: str) -> str:
    return reason if reason.endswith((".", "?", "!", ".)")) else f"{reason}."
