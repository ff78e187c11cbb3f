"""Bash scripts that call `az`, read without running them.

read_script(text)  ->  Script: its az commands in the order they run, each with positions
"""

from longshore.azure.script.commands import Command, Option, Script, Setting, Unread, Word
from longshore.azure.script.reader import read_script

__all__ = ["Command", "Option", "Script", "Setting", "Unread", "Word", "read_script"]
