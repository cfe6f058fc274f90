"""Code in texts, which no reader of the syntax sees."""


def ask():
    return ().__class__.__base__.__subclasses__() and eval("4" + "2")
