"""Lives of the connector on simulated time: a seed decides what fails, who dies, and when."""
