"""For nbgrader's own tests: our execution step in the place of `Execute`, all else as nbgrader has it."""

c = get_config()  # noqa: F821
c.Autograde.autograde_preprocessors = [
    "graders.notebook.classic.execute_in_sandbox.ExecuteInSandbox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
