"""The parts of the independent check: each reads the tables again and holds a solution against one family of rules.

Nothing here may use the expansion, the formulation or the program: what they got wrong is what the check is for.
"""
