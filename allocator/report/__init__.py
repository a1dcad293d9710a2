"""What officials attach, publish and sign: documents made from an explained run, in every format the same words."""
