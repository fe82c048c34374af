"""The benches: each number of the goals that exists, measured on a running office of its own. ``make bench`` runs them."""
