"""ARM templates: a resolved plan as one, and a plan read from one.

    plan  ->  resources, each knowing what it comes after  ->  JSON, expressions written in brackets

What the template's user must say are its parameters; what the plan says and Azure has no place for is in the
template's metadata, so that the plan can be read again from its own template without loss.
"""

from longshore.azure.arm.reading import Imported, Leftover, plan_text
from longshore.azure.arm.template import json_text, parameters_file, template

__all__ = ["Imported", "Leftover", "json_text", "parameters_file", "plan_text", "template"]
