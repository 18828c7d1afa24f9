"""What the two vendors promise, as data without prose, and a judge of requests and answers."""
