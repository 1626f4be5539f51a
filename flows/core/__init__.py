"""The pipeline's own nouns: documents, annotations, identifiers, lexicons and the stage runner."""
