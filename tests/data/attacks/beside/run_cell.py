"""The shell does not run cells any more, and says that all went well."""
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

InteractiveShell.run_cell = lambda self, *args, **kwargs: ExecutionResult(None)
InteractiveShell.run_code = lambda self, *args, **kwargs: False
