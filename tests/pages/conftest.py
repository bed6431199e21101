import pytest


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Pictures and documents go where they do not stay."""
    settings.MEDIA_ROOT = tmp_path
