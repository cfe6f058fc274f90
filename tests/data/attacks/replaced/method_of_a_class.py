"""A method that changes its own object, given another one."""


class Helper:
    def __init__(self, answer):
        self.isclose = answer


def ask():
    return 1


Helper.__init__(np, max)
