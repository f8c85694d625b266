"""The bulletin (通报): the figures of the report in the words of an official paper, as docx, Markdown and HTML."""
