"""Program: variables, rows and objective in matrix form, and the blocks that say what they stand for."""

from engine.program.block import Block, Origin
from engine.program.builder import ProgramBuilder
from engine.program.extended import with_row
from engine.program.program import Program
from engine.program.scaling import Scaling, scale
from engine.program.sparse import run_of

__all__ = ["Block", "Origin", "Program", "ProgramBuilder", "Scaling", "run_of", "scale", "with_row"]
