"""The one language of rules in data: a named subset of JsonLogic, three-valued, that can explain itself.

Used for visibility, requirement, eligibility, fees, routing and guards. The server
always decides; the browser's twin (held to the same two suites in tests/data) is
for comfort. Operators and limits are in `syntax`; where the public suite is silent,
`values` says what we do instead of JavaScript.
"""

from .checking import check, sentence_of, variables
from .errors import BrokenExpression, LogicError, NotComputable, UnknownOperator
from .evaluation import evaluate, is_true, truth
from .explanation import Explanation, explain
from .syntax import OPERATORS, Rule, parse
from .unknown import NOT_ASKED, AskedFacts, Truth

__all__ = [
    "NOT_ASKED",
    "OPERATORS",
    "AskedFacts",
    "BrokenExpression",
    "Explanation",
    "LogicError",
    "NotComputable",
    "Rule",
    "Truth",
    "UnknownOperator",
    "check",
    "evaluate",
    "explain",
    "is_true",
    "parse",
    "sentence_of",
    "truth",
    "variables",
]
