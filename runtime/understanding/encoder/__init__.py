"""The sentence tier: an encoder that turns an utterance into a vector whose direction is what it means."""
