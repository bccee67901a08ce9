"""What the practice models are trained on, in words: written for this project, and syllables drawn at random."""
