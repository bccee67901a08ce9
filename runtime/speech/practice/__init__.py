"""Making the practice models: small Kaldi models that understand synthetic speech only, trained on what espeak-ng says.

They make hearing testable with nothing to download; a person's voice they do not understand. Everything is numpy: no other
library is needed to make one. The pipeline reads `texts` → `synthesis` → `telephone` → `features` and `alignment` →
`network` → `kaldi_files`; `making` runs it.
"""
