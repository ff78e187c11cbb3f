"""Learning what a kind of traveller likes: logistic regression by stochastic gradient descent.

The model says how likely a traveller of a segment likes a place, from its category and its rating. Every
epoch visits the ratings in an order drawn from the seed and the number of the epoch alone, so a training
that is stopped after any epoch and resumed from its checkpoint ends with exactly the same weights.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p
from random import Random

from examples.tripgen.catalogue import all_places, ratings
from examples.tripgen.fields import Fields, JsonObject
from examples.tripgen.model import CATEGORIES, Place

FEATURES = ("bias", "rating", *CATEGORIES)
TYPICAL_RATING = 4.4  # the middle of our places, so that the bias does not have to carry it

EPOCHS_MAX = 1_000
WEIGHT_MAX = 1_000.0
LOSS_MAX = 1_000_000.0
HOLDOUT_EVERY = 5  # every fifth rating is kept from training and used to judge it

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """One rating, as numbers."""

    features: Weights
    liked: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything needed to go on after an epoch."""

    epoch: int
    weights: Weights
    loss_curve: tuple[float, ...]

    def to_json(self) -> JsonObject:
        """Return the checkpoint as the `resume` of another payload."""
        return {"epoch": self.epoch, "weights": dict(self.weights), "loss_curve": list(self.loss_curve)}


@dataclass(frozen=True, slots=True)
class Training:
    """A training to run: the examples, how to learn from them, and where to begin."""

    job_id: str
    model: str
    segment: str
    epochs: int
    learning_rate: float
    l2: float
    seed: int
    begin: Checkpoint
    examples: tuple[Example, ...]
    holdout: tuple[Example, ...]


def train(payload: object) -> JsonObject:
    """Train to the last epoch and return weights and loss curve: the job of `ai-model-training`."""
    training = parse_training(payload)
    *_, last = (training.begin, *run_epochs(training))
    return training_report(training, last)


def parse_training(payload: object) -> Training:
    """Return the training that a JSON payload describes, or raise MalformedRequest."""
    fields = Fields(payload)
    segment = fields.choice("segment", {row["segment"] for row in ratings()})
    examples = _examples(segment)
    epochs = fields.integer("epochs", 1, EPOCHS_MAX)
    return Training(
        job_id=fields.text("job_id"),
        model=fields.text("model"),
        segment=segment,
        epochs=epochs,
        learning_rate=fields.number("learning_rate", 1e-6, 1.0),
        l2=fields.number("l2", 0, 1.0),
        seed=fields.integer("seed", 0, 2**32),
        begin=_parse_checkpoint(fields.section("resume"), epochs) if "resume" in fields else _untrained(),
        examples=tuple(example for index, example in enumerate(examples, 1) if index % HOLDOUT_EVERY),
        holdout=tuple(examples[HOLDOUT_EVERY - 1 :: HOLDOUT_EVERY]),
    )


def run_epochs(training: Training) -> Iterator[Checkpoint]:
    """Yield a checkpoint after every epoch that is still to do."""
    checkpoint = training.begin
    for epoch in range(checkpoint.epoch + 1, training.epochs + 1):
        weights = _descended(checkpoint.weights, training, epoch)
        checkpoint = Checkpoint(epoch, weights, (*checkpoint.loss_curve, _loss(weights, training.examples)))
        yield checkpoint


def training_report(training: Training, checkpoint: Checkpoint) -> JsonObject:
    """Return the result of a training; `interests` can stand in a trip request as it is."""
    weights = checkpoint.weights
    return {
        "job_id": training.job_id,
        "model": training.model,
        "segment": training.segment,
        **checkpoint.to_json(),
        "examples": len(training.examples),
        "holdout_accuracy": round(_accuracy(weights, training.holdout), 4),
        "interests": {
            category: round(_sigmoid(weights["bias"] + weights[category]), 4) for category in CATEGORIES
        },
    }


def _examples(segment: str) -> list[Example]:
    places = all_places()
    return [
        Example(_features(places[row["place"]]), row["liked"])
        for row in ratings()
        if row["segment"] == segment
    ]


def _features(place: Place) -> Weights:
    return {"bias": 1.0, "rating": place.rating - TYPICAL_RATING, place.category: 1.0}


def _untrained() -> Checkpoint:
    return Checkpoint(0, dict.fromkeys(FEATURES, 0.0), ())


def _parse_checkpoint(fields: Fields, epochs: int) -> Checkpoint:
    weights = fields.section("weights")
    epoch, loss_curve = fields.integer("epoch", 0, epochs), tuple(fields.numbers("loss_curve", 0, LOSS_MAX))
    if len(loss_curve) != epoch:
        raise fields.refuse(
            "loss_curve", f"expected one loss for each of {epoch} epochs, got {len(loss_curve)}"
        )
    return Checkpoint(
        epoch=epoch,
        weights={name: weights.number(name, -WEIGHT_MAX, WEIGHT_MAX) for name in FEATURES},
        loss_curve=loss_curve,
    )


def _descended(weights: Weights, training: Training, epoch: int) -> Weights:
    """Return the weights after one pass over the examples, in smaller steps every epoch."""
    moved = dict(weights)
    rate = training.learning_rate / (1 + 0.1 * epoch)
    order = Random(f"{training.seed}:{epoch}").sample(training.examples, len(training.examples))
    for example in order:
        error = _sigmoid(_logit(moved, example)) - example.liked
        for name, feature in example.features.items():
            moved[name] -= rate * (error * feature + training.l2 * moved[name])
    return moved


def _logit(weights: Weights, example: Example) -> float:
    return sum(weights[name] * feature for name, feature in example.features.items())


def _sigmoid(logit: float) -> float:
    # Both forms are the same function; each keeps exp() from overflowing on its own side.
    return 1 / (1 + exp(-logit)) if logit >= 0 else exp(logit) / (1 + exp(logit))


def _loss(weights: Weights, examples: Sequence[Example]) -> float:
    """Return the mean log loss."""
    return sum(_log_loss(_logit(weights, each), each.liked) for each in examples) / len(examples)


def _log_loss(logit: float, liked: bool) -> float:
    margin = logit if liked else -logit
    return max(0.0, -margin) + log1p(exp(-abs(margin)))


def _accuracy(weights: Weights, examples: Sequence[Example]) -> float:
    return sum((_logit(weights, each) > 0) == each.liked for each in examples) / len(examples)
