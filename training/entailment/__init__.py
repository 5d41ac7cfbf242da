"""From true pairs of claim and evidence to the entailment model that the checker runs."""
