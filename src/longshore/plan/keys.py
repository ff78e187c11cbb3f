"""The keys that a mapping may have, read from the models."""

from typing import get_args

from pydantic import BaseModel

from longshore.plan.source import TreePath


def known_keys(root: type[BaseModel], path: TreePath) -> list[str]:
    """Return the keys of the mapping at a path of a file whose whole is the root model."""
    models: set[type[BaseModel]] = {root}
    for step in path:
        if isinstance(step, str):
            models = {inner for model in models for inner in _models_under(model, step)}
    return [key for model in models for key in model.model_fields]


def _models_under(model: type[BaseModel], key: str) -> set[type[BaseModel]]:
    # A step that is no field is a name of the user's, such as the queue under `workers`.
    return _models_in(model.model_fields[key].annotation) if key in model.model_fields else {model}


def _models_in(annotation: object) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in get_args(annotation) for model in _models_in(part)}
