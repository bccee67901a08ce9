"""The sound of calls that the house keeps: both directions on one clock, on disk until the designer has them."""
