"""Training the support model and measuring it; nothing here is needed at run time."""
