"""Every cell from now on has no statement."""
import ast


class Nothing(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body = []
        return node


get_ipython().ast_transformers.append(Nothing())
