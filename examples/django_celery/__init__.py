"""A Django host whose merchants are looked after by Celery: ``python -m examples.django_celery``."""
