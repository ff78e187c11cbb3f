"""Which function does the work of which queue. Each takes a JSON payload and returns a JSON result."""

from collections.abc import Callable, Mapping

from examples.tripgen.analyse import analyse
from examples.tripgen.batch import process_batch
from examples.tripgen.fields import JsonObject
from examples.tripgen.itinerary import generate
from examples.tripgen.recommend import recommend
from examples.tripgen.train import train

JOBS: Mapping[str, Callable[[object], JsonObject]] = {
    "ai-trip-generation": generate,
    "ai-recommendation": recommend,
    "ai-analysis": analyse,
    "ai-model-training": train,
    "ai-batch-processing": process_batch,
}
