"""Calls as the designer knows them: the journal that runtimes deliver, the list, the transcript."""
