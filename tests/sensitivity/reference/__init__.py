"""A slow reference for SEMANTICS 5: every question is answered by solving anew, by enumeration of winner sets."""
