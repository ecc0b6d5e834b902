"""Importers: the rows of sets that others tabulated, as proposed events; one file a set, `known` names them all."""
