"""Proven bounds, good solutions and reduced-cost fixing for single-echelon facility location."""
