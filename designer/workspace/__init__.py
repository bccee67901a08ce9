"""The workspace: drafts of packages as files of text, their history, and how packages come in and go out."""
