"""Hearing by Kaldi: rules become graphs in a disposable process, and worker processes decode by those of the moment."""
