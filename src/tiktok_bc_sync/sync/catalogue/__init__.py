"""The merchant's products as the connector keeps them: pulled, edited, searched and assigned."""
