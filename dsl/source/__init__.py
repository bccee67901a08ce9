"""Owns the first stage: the bytes of a package's files → marked nodes, each of which knows where it was written."""

from dsl.source.files import Source, SourceFile
from dsl.source.intake import read_source
from dsl.source.nodes import MappingNode, Node, Scalar, SequenceNode

__all__ = ["MappingNode", "Node", "Scalar", "SequenceNode", "Source", "SourceFile", "read_source"]
