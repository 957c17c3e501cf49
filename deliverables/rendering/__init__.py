"""A deliverable turned into what people read: HTML for every page, PDF for the shelf. Reads only."""

#: The software named in manifests and files; the version is that of pyproject.toml.
GENERATOR = "communs-de-cooperation 0.1.0"
