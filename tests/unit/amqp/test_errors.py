"""What a violation carries from where it is noticed to where it ends something."""

from longshore.amqp.errors import NOT_ALLOWED, PeerViolation, Scope


def test_a_violation_says_what_must_end_and_why() -> None:
    violation = PeerViolation(Scope.SESSION, NOT_ALLOWED, "no")
    assert (violation.scope, violation.condition, violation.description) == (
        Scope.SESSION,
        "amqp:not-allowed",
        "no",
    )
    assert str(violation) == "no"
